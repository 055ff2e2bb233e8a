/** Lines of a unified diff: what went and what came, told by their signs and not by colour alone. */
export function DiffLines({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <section className="diff" aria-label={label} tabIndex={0}>
      <pre>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one diff stay in order
          <span key={at} className={toneOf(line)}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}

const toneOf = (line: string): string =>
  line.startsWith('@') ? 'at' : line.startsWith('+') ? 'came' : line.startsWith('-') ? 'went' : '';
