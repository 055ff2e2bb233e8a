import type { Rule } from '../repository.ts';

/** The glossary spells the words of the types as the types do. */
export const glossaryTrue =
  (words: readonly string[]): Rule =>
  ({ texts }) => {
    const page = texts.find(({ path }) => path === 'GLOSSARY.md')?.text ?? '';
    const missing = words.filter((word) => !page.includes(`\`${word}\``));
    return missing.map((word) => `GLOSSARY.md:1 lacks \`${word}\`: explain it as packages/core/src spells it`);
  };
