/** The compiled code as it lies beside its source; a test compiles the source again and compares. */
import { readFileSync } from 'node:fs';

/** `name`: of a file in `wasm/`. Every call makes an instance of its own. */
export function instantiate(
  name: string,
  memory = new WebAssembly.Memory({ initial: 1 }),
): Readonly<Record<string, unknown>> {
  const bytes = readFileSync(new URL(`../wasm/${name}.wasm`, import.meta.url));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
}
