// `<map>`: what is drawn and done is in ../map, which is loaded when a page has one.

import type { Scene } from '../map/scene.ts';
import { numberOf } from '../nodes.ts';
import { Told } from '../operations.ts';
import { post } from '../post.ts';
import { BuiltIn, isOn, make } from './element.ts';

export class MapElement extends BuiltIn {
  readonly stage = make('div', 'stage');
  private readonly given = new Map<string, unknown>();
  private scene: Scene | null = null;
  private opening: Promise<Scene> | null = null;

  constructor() {
    super();
    const slot = document.createElement('slot');
    const callouts = document.createElement('slot');
    callouts.name = 'callout';
    this.attachShadow({ mode: 'open' }).append(this.stage, make('div', 'over', callouts, slot));
  }

  connectedCallback(): void {
    this.opening ??= import('../map/scene.ts').then(({ Scene }) => {
      this.scene = new Scene(this, (type, detail, extra) => this.tell(type, detail, undefined, extra));
      this.scene.set(this.given);
      return this.scene;
    });
  }

  disconnectedCallback(): void {
    // Moved in the tree, it comes back at once.
    queueMicrotask(() => !this.isConnected && this.scene?.close());
  }

  set(name: string, value: unknown): void {
    this.given.set(name, value);
    if (name === 'show-location' && isOn(value)) this.locate();
    this.scene?.set(new Map([[name, value]]));
  }

  private locate(): void {
    // Its number is given after its attributes when both come at once.
    queueMicrotask(() => {
      const number = numberOf(this);
      if (number !== undefined) post([Told.Navigate, number, 'locate', {}]);
    });
  }

  override tapDetail(at: { clientX: number; clientY: number }): Record<string, unknown> | null {
    return this.scene ? this.scene.tapped(at) : {};
  }

  override tapped(target: Element | null): boolean {
    const callout = target === this ? null : target?.closest('[marker-id]');
    if (callout) this.tell('callouttap', { markerId: Number(callout.getAttribute('marker-id')) });
    return false;
  }

  /** `MapContext`. */
  override async act(method: string, [given]: unknown[]): Promise<unknown> {
    const scene = this.scene ?? (await this.opening);
    if (!scene) throw new Error('the map is not in the page');
    return scene.act(method, given);
  }
}
