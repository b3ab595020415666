/** The look of the page of verdicts; colours keep a contrast of at least 4.5 in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #151b23);
  --good: light-dark(#116329, #56d364); --bad: light-dark(#a40e26, #ff9492); --mark: light-dark(#fff3b8, #4b3a06);
  --link: light-dark(#0550ae, #79c0ff); --other: light-dark(#e8f1ff, #12233c); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 100rem; padding: 1rem clamp(.75rem, 3vw, 1.5rem);
  background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3); overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h3, h4 { font-size: 1rem; margin: .6rem 0 .2rem; }
a { color: var(--link); } a:focus-visible, summary:focus-visible, .listing:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; } thead th, .badge { overflow-wrap: normal; } .to { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.badge { font-size: .85em; font-weight: 600; border: 1px solid; border-radius: 1em; padding: .05em .6em; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr)); gap: 1rem; }
details { border: 1px solid var(--line); border-left-width: 4px; border-radius: 4px; padding: .4rem .8rem; margin: .5rem 0; }
details.different { border-left-color: var(--bad); } summary { cursor: pointer; font-weight: 600; } small { font-weight: 400; }
ol { margin: .2rem 0; padding-left: 1.4rem; }
.listing { overflow: auto; max-height: 80vh; border: 1px solid var(--line); border-radius: 4px; background: var(--soft); }
.listing table { width: 100%; table-layout: fixed; } .listing col:nth-child(odd) { width: 3.2rem; }
.listing col:nth-child(3) { border-left: 1px solid var(--line); } .listing thead { position: sticky; top: 0; background: var(--soft); }
.listing th { overflow-wrap: anywhere; padding: .3rem .8rem; border-bottom: 1px solid var(--line); } .listing td { padding: 0 .8rem 0 .5rem; }
.listing td.line { padding: 0 .6rem 0 0; text-align: right; font: 13px/1.5 ui-monospace, monospace; opacity: .7;
  user-select: none; scroll-margin-top: 3rem; }
.listing em { color: var(--bad); font-size: .85em; } td.missed { box-shadow: inset 4px 0 var(--bad); }
td:target, td:target + td { background: var(--mark); }
@media (max-width: 48rem) { nav :is(table, tbody) { display: block; } nav thead { display: none; }
  nav tr { display: grid; grid-template-columns: 1fr auto; margin-bottom: .6rem; } nav td:first-child { grid-column: span 2; }
  .listing colgroup { display: none; } .listing :is(table, thead, tbody) { display: block; position: static; }
  .listing tr { display: grid; grid-template-columns: 3.2rem 1fr; }
  .listing th, .listing td.none { grid-column: span 2; } .listing td.none { display: none; }
  .listing th + th, .listing td:nth-last-child(-n+2):not(:nth-child(-n+2)), .listing .none + td, .listing .none + td + td { background: var(--other); } }
@media print { .listing { max-height: none; } details { break-inside: avoid; } }
`;
