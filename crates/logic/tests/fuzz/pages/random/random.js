// Sets random data by itself and compares, after each step, three trees: glass-easel's own, the mirror's and the browser's.
let state = 7
const below = (limit) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
  return (state >> 8) % limit
}
const some = (most, range) => [...new Set(Array.from({ length: below(most + 1) }, () => below(range)))]
const row = (id) => ({ id, off: below(2) === 1, ghost: below(2) === 1, list: some(3, 4) })

const CHANGES = [
  () => ({ a: below(7) }),
  () => ({ b: below(2) === 1 }),
  () => ({ c: ['red', 'blue', ''][below(3)] }),
  () => ({ short: some(4, 6) }),
  () => ({ [`list[${below(3)}].ghost`]: below(2) === 1 }),
  () => ({ list: some(5, 9).map(row) }),
]
const change = () => CHANGES[below(CHANGES.length)]()

const mirror = (node) => {
  const nodes = []
  for (let child = node.first; child; child = child.after) nodes.push(child.kind === 'text' ? [child.number, child.text] : [child.number, child.className, mirror(child)])
  return nodes
}

// Who is whose child and what the texts are, as glass-easel has it; the classes of a node are with its prefixes in the mirror only.
const own = (element) => {
  const nodes = []
  element.forEachComposedChild((child) => {
    const inner = child.asElement && child.asElement()
    const node = child.getBackendElement()
    if (!inner) nodes.push([node.number, child.textContent])
    else if (inner.isVirtual()) nodes.push(...own(inner))
    else nodes.push([node.number, node.className, own(inner)])
  })
  return nodes
}

Page({
  data: { a: 0, b: false, c: 'red', list: [], short: [] },
  t() {},
  onReady() { this.step(0) },
  step(count) {
    if (count === 300) return console.log('same')
    const data = Object.assign({}, change(), change())
    this.setData(data)
    const node = this._$.getBackendElement()
    this._$.getBackendContext().questions.ask(node, 'tree', null, (tree) => {
      const [browser, kept, meant] = [tree, mirror(node), own(this._$)].map((tree) => JSON.stringify(tree))
      if (browser === kept && kept === meant) this.step(count + 1)
      else console.log('differs after', count, JSON.stringify(data), 'browser:', browser, 'mirror:', kept, 'glass-easel:', meant)
    }, null)
  },
})
