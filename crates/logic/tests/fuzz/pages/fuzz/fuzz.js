// Told what to set by `onShow`, tells its tree by `onHide`: what glass-easel holds, with what the mirror has of each node.
// `{ copy: true }`: everything that the page below has, at once.
const tree = (element) => {
  const nodes = []
  const walk = (parent) => parent.forEachComposedChild((child) => {
    const inner = child.asElement && child.asElement()
    if (inner && inner.isVirtual()) return walk(inner)
    const node = child.getBackendElement()
    nodes.push([node.number, node.kind === 'text' ? node.text : node.name, node.className, node.style, node.id, Object.fromEntries([...node.attributes].filter(([, value]) => value !== undefined && value !== null)), inner ? tree(inner) : []])
  })
  walk(element)
  return nodes
}

const mirror = (node) => {
  const nodes = []
  for (let child = node.first; child; child = child.after) nodes.push([child.number, mirror(child)])
  return nodes
}

Page({
  data: { a: 0, b: false, c: 'red', list: [], short: [] },
  t() {},
  onShow(data) { if (data) this.setData(data.copy ? getCurrentPages()[0].data : data) },
  onHide() { console.log('tree ' + JSON.stringify(tree(this._$))) },
  onTabItemTap() { console.log('mirror ' + JSON.stringify(mirror(this._$.getBackendElement()))) },
  // What the browser has.
  onResize() { this._$.getBackendContext().questions.ask(this._$.getBackendElement(), 'tree', null, (tree) => console.log('dom ' + JSON.stringify(tree)), null) },
})
