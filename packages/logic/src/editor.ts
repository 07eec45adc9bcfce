// `EditorContext`, which a query with `context: true` gives for an `<editor>`.
import { Context, type Options } from './context'
import { address } from './mirror_node'

const ASKED = [
  'blur', 'clear', 'getContents', 'getSelectionText', 'insertDivider', 'insertText', 'redo', 'removeFormat', 'scrollIntoView', 'setContents', 'undo',
]

export class EditorContext extends Context {
  /** Gives no answer (WeChat documentation). */
  format(name: string, value?: unknown): void {
    this.tell('format', [name, value])
  }

  insertImage(options: Options = {}): unknown {
    return this.ask('insertImage', { ...options, src: address(options.src) })
  }
}
for (const name of ASKED) {
  const value = function (this: Context, options: unknown): unknown {
    return this.ask(name, options)
  }
  Object.defineProperty(EditorContext.prototype, name, { value, writable: true, configurable: true })
}
