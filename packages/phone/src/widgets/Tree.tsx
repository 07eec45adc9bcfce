// A JSON value as a tree: arrows open, close and move, Enter or a double click edits where editing is allowed, Ctrl+C
// copies what is selected. A new value leaves open what is open.

import { createMemo, createSignal, createUniqueId, For, Match, Show, Switch, type JSX } from 'solid-js';

import { words } from '../words.ts';
import { copyText } from './Copy.tsx';
import { CHILDREN, kindOf, lines, preview, type Node } from './nodes.ts';

interface Props {
  label: string;
  value: unknown;
  name?: string;
  /** Levels that are open at first. */
  open?: number;
  /** Makes the values editable; a rejection is shown at the value. */
  onEdit?: (keys: readonly (string | number)[], value: unknown) => Promise<unknown>;
}

export const Tree = (props: Props): JSX.Element => {
  const id = createUniqueId();
  let box!: HTMLDivElement;
  const [turned, setTurned] = createSignal<ReadonlyMap<string, boolean>>(new Map());
  const [limits, setLimits] = createSignal<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = createSignal('');
  const [edited, setEdited] = createSignal<string>();

  const nodes = createMemo(() => lines(props.value, props.name ?? '', {
    isOpen: (path, level) => turned().get(path) ?? level <= (props.open ?? 1),
    limit: (path) => limits().get(path) ?? CHILDREN,
  }));
  const byPath = createMemo(() => new Map(nodes().map((node) => [node.path, node])));
  const paths = createMemo(() => nodes().map((node) => node.path));
  const at = (): number => Math.max(0, paths().indexOf(active()));
  const idOf = (path: string): string => `${id}-${path}`;

  const turn = (node: Node, open: boolean): void => {
    if (node.more) {
      const path = node.path.slice(0, -2);
      setLimits((old) => new Map(old).set(path, (old.get(path) ?? CHILDREN) * 4));
    } else if (node.size) setTurned((old) => new Map(old).set(node.path, open));
  };
  const go = (index: number): void => {
    const path = paths()[Math.min(Math.max(index, 0), paths().length - 1)];
    if (path === undefined) return;
    setActive(path);
    document.getElementById(idOf(path))?.scrollIntoView({ block: 'nearest' });
  };
  const edit = (node: Node): void => { if (props.onEdit && !node.more) setEdited(node.path); };

  const press = (event: KeyboardEvent): void => {
    const node = nodes()[at()];
    if (!node || event.altKey || edited() !== undefined) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && !getSelection()?.toString()) {
      void copyText(typeof node.value === 'string' ? node.value : JSON.stringify(node.value, null, 2));
      return;
    }
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at() + 1),
      ArrowUp: () => go(at() - 1),
      Home: () => go(0),
      End: () => go(nodes().length - 1),
      ArrowRight: () => (node.size && !node.open) || node.more ? turn(node, true) : go(at() + 1),
      ArrowLeft: () => node.open ? turn(node, false) : go(paths().indexOf(node.path.replace(/\/[^/]*$/, ''))),
      Enter: () => props.onEdit && !node.more ? edit(node) : turn(node, !node.open),
      F2: () => edit(node),
      ' ': () => turn(node, !node.open),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  return (
    <div
      ref={box}
      class="tree"
      role="tree"
      aria-label={props.label}
      aria-activedescendant={idOf(paths()[at()] ?? '')}
      tabindex="0"
      onKeyDown={press}
    >
      <For each={paths()}>
        {(path) => {
          const node = createMemo<Node | undefined>((old) => byPath().get(path) ?? old);
          return (
            <Show when={node()}>
              {(node) => (
                <div
                  id={idOf(path)}
                  role="treeitem"
                  class="tree-line"
                  classList={{ active: paths()[at()] === path, more: node().more === true }}
                  aria-level={node().level}
                  aria-posinset={node().position}
                  aria-setsize={node().siblings}
                  aria-expanded={node().size ? node().open : undefined}
                  aria-selected={paths()[at()] === path}
                  style={{ '--level': node().level - 1 }}
                  onClick={() => { setActive(path); turn(node(), !node().open); }}
                  onDblClick={() => { if (!node().size) edit(node()); }}
                >
                  <Switch>
                    <Match when={node().more}>{words().panel.widgets.more(node().value as number)}</Match>
                    <Match when={edited() === path}>
                      <Name node={node()} />
                      <Editor
                        node={node()}
                        onDone={() => { setEdited(undefined); box.focus(); }}
                        onSet={(value) => props.onEdit!(node().keys, value)}
                      />
                    </Match>
                    <Match when={true}>
                      <Name node={node()} />
                      <span class={`value ${kindOf(node().value)}`}>
                        {node().open
                          ? (Array.isArray(node().value) ? `[${node().size}]` : `{${node().size}}`)
                          : preview(node().value)}
                      </span>
                    </Match>
                  </Switch>
                </div>
              )}
            </Show>
          );
        }}
      </For>
    </div>
  );
};

const Name = (props: { node: Node }): JSX.Element => (
  <>
    <span class="arrow" aria-hidden="true">{props.node.size ? (props.node.open ? '▾' : '▸') : ''}</span>
    <Show when={props.node.name}><span class="name">{props.node.name}</span><span class="colon">: </span></Show>
  </>
);

interface EditorProps {
  node: Node;
  onDone: () => void;
  onSet: (value: unknown) => Promise<unknown>;
}

const Editor = (props: EditorProps): JSX.Element => {
  const [error, setError] = createSignal<string>();
  const id = createUniqueId();
  const set = async (text: string): Promise<void> => {
    try {
      await props.onSet(JSON.parse(text));
      props.onDone();
    } catch (reason) {
      setError(reason instanceof SyntaxError ? words().panel.widgets.notJson : String((reason as Error).message));
    }
  };
  return (
    <span class="tree-editor" onClick={(event) => event.stopPropagation()}>
      <input
        ref={(input) => queueMicrotask(() => { input.focus(); input.select(); })}
        class="input"
        aria-label={words().panel.widgets.valueOf(props.node.name)}
        aria-invalid={!!error()}
        aria-describedby={error() ? id : undefined}
        value={JSON.stringify(props.node.value)}
        spellcheck={false}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') void set(event.currentTarget.value);
          if (event.key === 'Escape') { event.preventDefault(); props.onDone(); }
        }}
        onBlur={() => { if (!error()) props.onDone(); }}
      />
      <Show when={error()}><span id={id} class="field-error" role="alert">{error()}</span></Show>
    </span>
  );
};
