// `<match-media>`: shows what is in it while the page is as its attributes say.

import { BuiltIn, text } from './element.ts';
import { keep } from './plain.ts';

const SIDES = ['min-width', 'max-width', 'width', 'min-height', 'max-height', 'height'];

export class MatchMedia extends BuiltIn {
  private readonly wanted = new Map<string, string>();
  private readonly look = (): void => {
    const query = [...this.wanted].map(([name, value]) => `(${name}: ${value})`).join(' and ');
    this.toggleAttribute('matches', query === '' || matchMedia(query).matches);
  };

  set(name: string, value: unknown): void {
    const given = text(value);
    if (SIDES.includes(name)) this.want(name, given && `${Number.parseFloat(given)}px`);
    else if (name === 'orientation') this.want(name, given);
    else return keep(this, name, value);
    this.look();
  }

  private want(name: string, value: string): void {
    if (value) this.wanted.set(name, value);
    else this.wanted.delete(name);
  }

  connectedCallback(): void {
    addEventListener('resize', this.look);
    this.look();
  }

  disconnectedCallback(): void {
    removeEventListener('resize', this.look);
  }
}
