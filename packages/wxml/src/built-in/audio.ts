// `<audio>`: an old built-in, hidden unless it has controls.

import { BuiltIn, isOn, make, text } from './element.ts';
import { keep } from './plain.ts';

const STYLE = `
:host { font-size: 14px; }
.author { margin-inline-start: 8px; color: #888; }
audio { display: block; width: 100%; max-width: 300px; height: 40px; }
`;

export class AudioElement extends BuiltIn {
  private readonly player = document.createElement('audio');
  private readonly name = make('b', '');
  private readonly author = make('span', 'author');

  constructor() {
    super();
    this.player.controls = true;
    const style = make('style', '');
    style.textContent = STYLE;
    this.attachShadow({ mode: 'open' }).append(style, this.name, this.author, this.player);
    this.hidden = true;
    for (const type of ['play', 'pause', 'ended'] as const) this.player.addEventListener(type, () => this.tell(type, {}));
    this.player.addEventListener('timeupdate', () => {
      const { currentTime, duration } = this.player;
      this.tell('timeupdate', { currentTime, duration });
    });
    this.player.addEventListener('error', () => this.tell('error', { errMsg: this.player.error?.code ?? 0 }));
  }

  set(name: string, value: unknown): void {
    if (name === 'src') this.player.src = text(value);
    else if (name === 'loop') this.player.loop = isOn(value);
    else if (name === 'controls') this.hidden = !isOn(value);
    else if (name === 'name') this.name.textContent = text(value);
    else if (name === 'author') this.author.textContent = text(value);
    else if (name !== 'poster') keep(this, name, value);
  }

  override act(method: string, [given]: unknown[]): unknown {
    if (method === 'play') return this.player.play().then(() => ({}));
    if (method === 'pause') this.player.pause();
    else if (method === 'seek') this.player.currentTime = Number(given) || 0;
    else if (method === 'setSrc') this.player.src = text(given);
    else return super.act(method, []);
    return {};
  }
}
