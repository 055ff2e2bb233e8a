import type { Finding } from './finding.ts';

const TITLED: Finding = { kind: 'name', confidence: 'likely', reason: "it begins like a person's name with a title" };
const GIVEN: Finding = {
  kind: 'name',
  confidence: 'possible',
  reason: 'a common given name, alone or before another word',
};

const TITLE =
  /^(?:mr|mrs|ms|miss|dr|prof|herr|frau|hr|fr|sr|sra|srta|don|doña|mme|mlle|sig|sig\.ra|dhr|mevr)\.? \p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,3}$/iu;
const WORDS = /^\p{L}[\p{L}'-]*(?:,? \p{L}[\p{L}'.-]*){0,4}$/u;

/** Given names that many people have: of a column of names they find a good part, which is what tells it from others. */
const GIVEN_NAMES = new Set(
  [
    'james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica',
    'thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony sandra mark margaret donald ashley',
    'steven kimberly andrew emily paul donna joshua michelle kenneth carol kevin amanda brian melissa george deborah',
    'timothy stephanie ronald rebecca jason sharon edward laura jeffrey cynthia ryan kathleen jacob amy nicholas angela',
    'eric shirley jonathan anna stephen brenda larry pamela justin emma scott nicole brandon helen benjamin samantha',
    'samuel katherine gregory christine alexander frank rachel raymond carolyn patrick janet jack maria dennis catherine',
    'jose antonio manuel francisco juan luis javier carlos jesus alejandro miguel rafael pedro pablo sergio fernando jorge',
    'alberto alvaro adrian diego raul enrique ramon vicente ivan ruben oscar andres joaquin carmen josefa isabel dolores',
    'pilar teresa ana francisca antonia mercedes rosario lucia marta paula cristina elena raquel rosa manuela juana',
    'beatriz nuria silvia patricia irene sofia julia alba rocio sonia',
    'peter wolfgang klaus jürgen juergen dieter manfred uwe günter guenter hans bernd stefan stephan andreas martin',
    'matthias markus tobias sebastian jan felix lukas leon jonas maximilian ursula monika petra sabine renate helga',
    'karin brigitte ingrid erika christa gisela susanne andrea gabriele birgit heike martina claudia katrin sandra',
    'anja nadine lena hannah leonie sophie',
    'jean pierre philippe alain nicolas laurent christophe frédéric frederic pascal éric julien olivier françois',
    'francois marie nathalie isabelle sylvie catherine françoise francoise valérie valerie céline celine aurélie aurelie',
    'camille manon chloé chloe léa lea giuseppe giovanni mario luigi francesco angelo vincenzo pietro salvatore marco',
    'paolo andrea giulia chiara francesca alessandro alessandra matteo lorenzo joão joao pedro tiago rui inês ines',
    'mariana ahmed mohamed muhammad mohammed ali fatima aisha omar hassan wei li jing yan priya rahul amit anita sanjay',
    'piotr krzysztof andrzej tomasz agnieszka katarzyna małgorzata malgorzata olga ivan dmitri sergey natalia',
  ].flatMap((names) => names.split(' ')),
);

/** A title and a name, or a common given name; the latter is `possible` only, since brands and places have them too. */
export function findName(text: string): Finding | null {
  const trimmed = text.trim();
  if (trimmed.length > 60 || !WORDS.test(trimmed.replace('.', ''))) return null;
  if (TITLE.test(trimmed)) return TITLED;
  const words = trimmed.toLowerCase().split(/[ ,]+/);
  const given = trimmed.includes(',') ? words[1] : words[0];
  return words.length <= 4 && GIVEN_NAMES.has(given ?? '') ? GIVEN : null;
}
