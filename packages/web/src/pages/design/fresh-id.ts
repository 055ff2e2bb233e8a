/** `rule`, `rule_2`, …: the first that is not taken. */
export function freshId(stem: string, taken: readonly string[]): string {
  let number = 1;
  const name = (): string => (number === 1 ? stem : `${stem}_${number}`);
  while (taken.includes(name())) number++;
  return name();
}
