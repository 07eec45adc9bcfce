// How what stands on a map looks; it is in the shadow tree of `<map>`.

export const LOOK = `
.stage { position: absolute; inset: 0; overflow: hidden; }
.stage > canvas { position: absolute; left: 0; top: 0; width: 100%; height: 100%; touch-action: none; }
.over { position: absolute; inset: 0; pointer-events: none; }
.over ::slotted(*) { pointer-events: auto; }
[hidden] { display: none !important; }
.markers, .marker, .here, .ground { position: absolute; left: 0; top: 0; }
.marker > * { position: absolute; left: 0; top: 0; white-space: nowrap; cursor: pointer; }
.label, .callout { line-height: 1.3; text-align: center; width: max-content; }
.callout { white-space: pre; box-shadow: 0 1px 4px #0005; color: #000; }
.callout::after { content: ""; position: absolute; left: calc(50% - 5px); top: 100%; border: 5px solid transparent; border-top-color: var(--ground); }
.pin { width: 26px; height: 36px; }
.pin::before { content: ""; position: absolute; left: 3px; top: 3px; width: 20px; height: 20px; box-sizing: border-box; border: 6px solid #e64340; border-radius: 50% 50% 50% 0; background: #fff; rotate: -45deg; box-shadow: -1px 1px 3px #0006; translate: 0 5px; }
.here { width: 16px; height: 16px; margin: -8px; border-radius: 50%; box-sizing: border-box; border: 3px solid #fff; background: #1989fa; box-shadow: 0 0 0 8px #1989fa33, 0 0 3px #0008; }
.scale { position: absolute; left: 10px; bottom: 18px; font-size: 10px; line-height: 14px; text-align: center; color: #444; border: 1px solid #444; border-top: 0; box-sizing: border-box; }
small { position: absolute; right: 0; bottom: 0; padding: 1px 4px; font-size: 9px; color: #667; background: #fffa; pointer-events: none; }
`;
