// The table of a drive: one row an interface, with its answer and how long it took.

import { words } from './words.js';

export class Table {
  /** `{ name, ok, said, ms }` of each interface so far. */
  rows = [];

  constructor(parent) {
    const { drive } = words;
    parent.innerHTML = `
      <section class="drive">
        <table data-testid="drive-table">
          <caption></caption>
          <thead class="hidden-text"><tr><th scope="col"></th><th scope="col"></th><th scope="col"></th><th scope="col"></th></tr></thead>
          <tbody></tbody>
        </table>
      </section>`;
    const heads = parent.querySelectorAll('thead th');
    [drive.state, drive.name, drive.said, drive.time].forEach((text, at) => (heads[at].textContent = text));
    this.caption = parent.querySelector('caption');
    this.body = parent.querySelector('tbody');
    this.count();
  }

  /** Does one step and writes its row. `work` gives whether the answer is as it should be, and the answer. */
  async step(name, limit, work) {
    const started = performance.now();
    const [ok, said] = await this.within(limit, work()).catch((error) => [false, error.errMsg ?? String(error)]);
    this.add({ name, ok, said: spell(said), ms: performance.now() - started });
  }

  within(limit, work) {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer in ${limit / 1000} s`)), limit));
    return Promise.race([work, late]);
  }

  fill(rows) {
    this.rows = [];
    this.body.replaceChildren();
    rows.forEach((row) => this.add(row));
  }

  add(row) {
    this.rows.push(row);
    const line = document.createElement('tr');
    line.className = row.ok ? '' : 'bad';
    line.dataset.testid = `drive-${row.name}`;
    const name = document.createElement('th');
    name.scope = 'row';
    name.textContent = row.name;
    line.append(cell(row.ok ? '✓' : '✗'), name, cell(row.said, 'said'), cell(row.ms?.toFixed(1) ?? '', 'time'));
    this.body.append(line);
    this.count();
    line.scrollIntoView({ block: 'nearest' });
  }

  count() {
    const good = this.rows.filter((row) => row.ok).length;
    this.caption.textContent = `${words.drive.title}: ${good}/${this.rows.length}`;
  }
}

function cell(text, kind = '') {
  const made = document.createElement('td');
  made.className = kind;
  made.textContent = text;
  return made;
}

/** `{ keys: ['a'] }` as `keys: ["a"]`: a cell is narrow. */
function spell(said) {
  if (typeof said === 'string') return said;
  return Object.entries(said).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
}
