/** The look of the page: the tokens of Fitly's pages that it uses, and nothing that is fetched. */
const LIGHT = `color-scheme: light;
--page: #ffffff; --sunken: #f5f6f8; --line: #e5e7eb; --line-strong: #c9cdd4; --ink: #14171c; --ink-2: #4b5260; --ink-3: #5f6979;
--agent-text: #2b52c8; --worse: #b42318; --warn: #8a5b00; --better: #0b7a55; --warn-bg: #fbf5e6;`;
const DARK = `color-scheme: dark;
--page: #111417; --sunken: #181b1f; --line: #272b31; --line-strong: #434a54; --ink: #eceef1; --ink-2: #a9b0bc; --ink-3: #8a92a0;
--agent-text: #8d9cff; --worse: #ff8a7a; --warn: #e3b04b; --better: #4cc497; --warn-bg: #28210f;`;

export const STYLE = `:root { ${LIGHT}
--sans: Geist, system-ui, "Segoe UI", sans-serif; --mono: "Geist Mono", ui-monospace, Menlo, monospace; }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 400 .875rem/1.5 var(--sans); font-feature-settings: "tnum"; }
header { border-bottom: 1px solid var(--line); }
header div, main { max-width: 1200px; margin: 0 auto; padding-left: 24px; padding-right: 24px; }
header div { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; min-height: 52px; padding-top: 8px; padding-bottom: 8px; }
header b, .tag, .when { white-space: nowrap; }
header b { font-weight: 600; }
.tag { border: 1px solid var(--line-strong); border-radius: 4px; padding: 0 8px; font-size: .8125rem; color: var(--ink-2); }
.when { margin-left: auto; color: var(--ink-3); font-size: .8125rem; }
h1 { font: 500 1.875rem/1.22 var(--sans); letter-spacing: -.022em; max-width: 35em; margin: 48px 0 12px; }
.lead { font-size: .9375rem; line-height: 1.55; color: var(--ink-2); max-width: 72ch; margin: 0 0 8px; }
section { border-top: 1px solid var(--line); margin-top: 48px; padding-top: 24px; }
h2 { font: 600 1rem/1.5 var(--sans); margin: 0 0 12px; }
h3 { font: 600 .875rem/1.5 var(--sans); margin: 0 0 8px; }
.note { color: var(--ink-3); font-size: .8125rem; margin: 0 0 12px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 10px 16px 10px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 500; color: var(--ink-3); font-size: .8125rem; white-space: nowrap; }
td.n, th.n { text-align: right; }
code { font: 400 .78125rem/1.6 var(--mono); color: var(--ink-2); overflow-wrap: anywhere; }
.bad { color: var(--worse); } .fine { color: var(--better); }
.messages { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 32px; }
.messages > article { min-width: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 12px; margin: 0 0 12px; }
dt { color: var(--ink-3); font-size: .8125rem; } dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 200px; border: 1px solid var(--line); border-radius: 6px; background: #fff; color-scheme: light; }
.bubble { background: var(--sunken); border-radius: 10px; padding: 12px 16px; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 42ch; margin: 0; }
pre { background: var(--sunken); border-radius: 6px; padding: 12px 16px; margin: 0; overflow-x: auto; font: 400 .78125rem/1.6 var(--mono); }
.warn { background: var(--warn-bg); border-radius: 6px; padding: 8px 12px; color: var(--warn); margin: 0; }
footer { color: var(--ink-3); font-size: .8125rem; padding: 48px 0; }
@media (max-width: 640px) { header div, main { padding-left: 16px; padding-right: 16px; } h1 { font-size: 1.5rem; margin-top: 32px; } section { margin-top: 36px; }
.when { font-size: .75rem; } }
`;
