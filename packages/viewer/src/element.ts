// Elements without markup: text is only ever text.

type Child = Node | string | undefined;

export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Partial<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

export const button = (sign: string, label: string, action: () => void): HTMLButtonElement => {
  const made = element('button', { type: 'button', 'aria-label': label, title: label }, sign);
  made.addEventListener('click', action);
  return made;
};

/** A card of facts. */
export const card = (title: string, line: string, facts: [string, string][]): HTMLElement =>
  element('article', { class: 'card' },
    element('h2', {}, title),
    line ? element('p', { class: 'quiet' }, line) : undefined,
    element('dl', {}, ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])));
