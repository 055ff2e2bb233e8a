/** `node scripts/web-size.ts`: how much JavaScript the web app loads before its first page, against its limit. */
import { builtApp } from '@fitly/web/built-app';
import { FIRST_LOAD_LIMIT, firstLoad } from './web/first-load.ts';

const { folder } = await builtApp(console.log);
const files = await firstLoad(folder);
for (const { file, gzipBytes } of files) console.log(`${(gzipBytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
const total = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  in all, compressed; at most ${FIRST_LOAD_LIMIT / 1000} kB`);
if (total > FIRST_LOAD_LIMIT) process.exitCode = 1;
