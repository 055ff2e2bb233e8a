/** Patterns that charts fill with, once in the page: hatched is what is withheld or still open. */
export function Hatches() {
  return (
    <svg width="0" height="0" className="hatches" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="1.5" />
        </pattern>
      </defs>
    </svg>
  );
}
