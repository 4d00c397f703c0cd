/** Style of the page, for light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--line:#8886;--good:#0a7a3d;--bad:#c62828}
@media(prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff7b72}}
body{font:15px/1.5 system-ui,sans-serif;max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line)}
th,td{vertical-align:top;overflow-wrap:anywhere}
th:empty{width:40%}td+td{font-variant-numeric:tabular-nums}
svg{width:100%;height:auto;border:1px solid var(--line)}
svg text{font-size:11px;fill:currentColor}
.grid{stroke:var(--line)}.wipe{stroke:currentColor;stroke-dasharray:4 4}
.fault{fill:#e6550d33;background:#e6550d33}.error{fill:var(--bad)}
.good{color:var(--good)}.bad{color:var(--bad)}
.legend i{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em}
`.replaceAll("\n", "");
