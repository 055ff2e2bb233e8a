import type { Rule } from '../repository.ts';

const PAGE = 'docs/reference/errors.md';
const CATALOGUE = 'packages/core/src/errors.ts';

/** code → exit code. */
type Catalogue = Readonly<Record<string, number>>;

/** The page of errors lists exactly the codes of the catalogue, each with its exit code. */
export const errorsPageTrue =
  (catalogue: Catalogue): Rule =>
  ({ texts }) => {
    const page = texts.find(({ path }) => path === PAGE);
    if (page === undefined) return [`${PAGE}:1 is missing: list every code of ${CATALOGUE} there`];
    const rows = page.text.split('\n').flatMap((text, index) => {
      const [, code, exit] = /^\| `([a-z_]+)` \| (\d+) \|/.exec(text) ?? [];
      return code === undefined ? [] : [{ code, exit: Number(exit), line: index + 1 }];
    });
    const listed = new Set(rows.map(({ code }) => code));
    const missing = Object.keys(catalogue).filter((code) => !listed.has(code));
    return [
      ...missing.map((code) => `${PAGE}:1 lacks ${code}: add its row (code, exit code, meaning, what to do)`),
      ...rows.flatMap(({ code, exit, line }) => {
        const expected = catalogue[code];
        if (expected === undefined) return [`${PAGE}:${line} lists ${code}, which the catalogue lacks: remove the row`];
        return exit === expected
          ? []
          : [`${PAGE}:${line} says that ${code} exits with ${exit}: it exits with ${expected}`];
      }),
    ];
  };

/** The catalogue lists only what can happen. */
export const errorsRaised =
  (catalogue: Catalogue): Rule =>
  ({ sources }) => {
    const product = sources.filter(
      ({ path }) => path.startsWith('packages/') && path !== CATALOGUE && !path.includes('.test.'),
    );
    const silent = Object.keys(catalogue).filter((code) => !product.some(({ text }) => text.includes(`'${code}'`)));
    return silent.map(
      (code) => `${CATALOGUE}:1 lists ${code}, which nothing raises: raise it where it happens, or remove it`,
    );
  };
