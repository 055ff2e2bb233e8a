import type { Finding } from './finding.ts';

const FOUND: Finding = {
  kind: 'free_text',
  confidence: 'likely',
  reason: 'it is text that somebody wrote, which may say anything about a person',
};

/** Words by which a sentence speaks of or to somebody; a product name and a label have none of them. */
const PERSONS = new Set(
  [
    "i i'm i've me my mine we our us you your he she his her they their him",
    'ich mir mich mein meine wir uns unser sie ihr er ihn ihm',
    'yo mi mis me nos nuestro usted su sus ella le les',
    'je moi mon ma mes nous notre vous votre il elle lui',
    'io mio mia noi nostro lei lui eu meu minha nosso você ele ela ik mijn wij ons hij zij',
  ].flatMap((words) => words.split(' ')),
);
/** Words that hold a sentence together. */
const BINDING = new Set(
  [
    'the is was are were has have had not please that this because when would will do does did and but if so',
    'ist war sind haben hat nicht bitte dass weil wenn und aber der die das ein eine',
    'es está fue son ha no por favor que porque cuando y pero si el la los las un una',
    "est était sont a pas s'il que parce quand et mais si le les un une c'est",
    'è sono non per favore che perché quando e ma se il gli é não porque quando het is een niet',
  ].flatMap((words) => words.split(' ')),
);

const FEWEST_WORDS = 7;
/** Words of a sentence have spaces between them, unlike those of a code. */
const FOUR_SPACES = / .* .* .* /s;
/** So many words are no label any more. */
const MANY_WORDS = 25;
/** What is looked at: enough to tell, and bounded. */
const LONGEST = 1_000;

/** Sentences about or to somebody, or very many words. */
export function findFreeText(text: string): Finding | null {
  if (!FOUR_SPACES.test(text)) return null;
  const words =
    text
      .slice(0, LONGEST)
      .toLowerCase()
      .match(/[\p{L}'’]+/gu) ?? [];
  if (words.length < FEWEST_WORDS) return null;
  const persons = words.filter((word) => PERSONS.has(word.replace('’', "'"))).length;
  const binding = words.filter((word) => BINDING.has(word)).length;
  const isSentence = persons > 0 && persons + binding >= 3;
  return isSentence || words.length >= MANY_WORDS ? FOUND : null;
}
