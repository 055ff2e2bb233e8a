/** Beyond this many different texts, new ones are passed through: they are not categories. */
const MOST_TEXTS = 100_000;

/** Gives equal texts as one text in memory: categories, zones and days repeat millions of times. */
export function textPool(): <Text extends string>(text: Text) => Text {
  const known = new Map<string, string>();
  return <Text extends string>(text: Text): Text => {
    const same = known.get(text);
    if (same !== undefined) return same as Text;
    if (known.size < MOST_TEXTS) known.set(text, text);
    return text;
  };
}
