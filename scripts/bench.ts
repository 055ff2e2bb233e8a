/** `npm run -s bench -- NAME [options]`: runs bench/NAME.ts with the rest of the command line. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../bench/', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/\.ts$/, ''));
const [name = '', ...rest] = process.argv.slice(2);
if (names.includes(name)) {
  process.exitCode = spawnSync(process.execPath, [`${folder}${name}.ts`, ...rest], { stdio: 'inherit' }).status ?? 1;
} else {
  console.error(`bench: there is no "${name}"; there are: ${names.join(', ')}`);
  process.exitCode = 2;
}
