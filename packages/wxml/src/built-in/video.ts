// `<video>`: the browser's own player, with the events and the controls that are documented.

import { BuiltIn, isOn, make, number, text } from './element.ts';
import { keep } from './plain.ts';

/** Events that are the browser's own. */
const SAME = ['play', 'pause', 'ended', 'waiting'] as const;

export class Video extends BuiltIn {
  private readonly player = document.createElement('video');
  private autoplay = false;
  private danmu = true;
  private readonly comments: { text: string; color: string; time: number }[] = [];
  private readonly layer = make('div', '');

  constructor() {
    super();
    this.player.style.cssText = 'display:block;width:100%;height:100%;object-fit:contain;background:#000';
    this.player.controls = true;
    this.player.playsInline = true;
    this.layer.style.cssText = 'position:absolute;inset:0 0 50%;overflow:hidden;pointer-events:none;font-size:14px';
    this.attachShadow({ mode: 'open' }).append(this.player, this.layer, document.createElement('slot'));
    for (const type of SAME) this.player.addEventListener(type, () => this.tell(type, {}));
    this.player.addEventListener('timeupdate', () => this.went());
    this.player.addEventListener('loadedmetadata', () => this.tell('loadedmetadata', this.size()));
    this.player.addEventListener('error', () => this.tell('error', { errMsg: `${this.player.src} could not be played` }));
    this.player.addEventListener('progress', () => this.tell('progress', { buffered: this.buffered() }));
    this.player.addEventListener('seeked', () => this.tell('seekcomplete', { position: this.player.currentTime }));
    this.player.addEventListener('fullscreenchange', () => this.tell('fullscreenchange', { fullScreen: this.isFull, direction: 'vertical' }));
  }

  set(name: string, value: unknown): void {
    const { player } = this;
    switch (name) {
      case 'src':
        player.src = text(value);
        // The browser lets a page begin with a sound only after a touch; without one the program's wish is as on a phone.
        if (this.autoplay) void player.play().catch(() => {});
        return;
      case 'autoplay':
        this.autoplay = player.autoplay = isOn(value);
        return;
      case 'loop':
        player.loop = isOn(value);
        return;
      case 'muted':
        player.muted = isOn(value);
        return;
      case 'controls':
        player.controls = isOn(value ?? true);
        return;
      case 'initial-time':
        player.addEventListener('loadedmetadata', () => void (player.currentTime = number(value, 0)), { once: true });
        return;
      case 'object-fit':
        player.style.objectFit = text(value) || 'contain';
        return;
      case 'poster':
        player.poster = text(value);
        return;
      case 'enable-danmu':
        this.danmu = isOn(value);
        return;
      case 'danmu-list':
        this.comments.splice(0, this.comments.length, ...(Array.isArray(value) ? (value as typeof this.comments) : []));
        return;
      default:
        keep(this, name, value);
    }
  }

  private get isFull(): boolean {
    return document.fullscreenElement === this;
  }

  private size(): unknown {
    return { width: this.player.videoWidth, height: this.player.videoHeight, duration: this.player.duration };
  }

  private buffered(): number {
    const { buffered, duration } = this.player;
    return buffered.length > 0 && duration > 0 ? (buffered.end(buffered.length - 1) / duration) * 100 : 0;
  }

  private lastSecond = -1;

  private went(): void {
    const { currentTime, duration } = this.player;
    this.tell('timeupdate', { currentTime, duration });
    const second = Math.floor(currentTime);
    if (second === this.lastSecond) return;
    this.lastSecond = second;
    for (const comment of this.comments) if (comment.time === second) this.fly(comment.text, comment.color);
  }

  /** A comment that crosses the picture. */
  private fly(words: string, color: string): void {
    if (!this.danmu) return;
    const line = make('span', '');
    line.textContent = words;
    line.style.cssText = 'position:absolute;left:100%;white-space:nowrap';
    line.style.color = color || '#fff';
    line.style.top = `${(this.layer.childElementCount % 4) * 20}px`;
    this.layer.append(line);
    const way = this.offsetWidth + line.offsetWidth;
    line.animate({ translate: ['0', `-${way}px`] }, 8000).onfinish = () => line.remove();
  }

  /** `VideoContext`. */
  override act(method: string, [given]: unknown[]): unknown {
    const { player } = this;
    switch (method) {
      case 'play':
        return player.play().then(() => ({}));
      case 'pause':
        return player.pause();
      case 'stop':
        player.pause();
        player.currentTime = 0;
        return {};
      case 'seek':
        player.currentTime = number(given, 0);
        return {};
      case 'playbackRate':
        player.playbackRate = number(given, 1);
        return {};
      case 'requestFullScreen':
        return this.requestFullscreen().then(() => ({}));
      case 'exitFullScreen':
        return this.isFull ? document.exitFullscreen().then(() => ({})) : {};
      case 'sendDanmu': {
        const { text: words = '', color = '' } = (given ?? {}) as { text?: string; color?: string };
        this.fly(words, color);
        return {};
      }
      default:
        // Status bars and background play are the phone's.
        return {};
    }
  }
}
