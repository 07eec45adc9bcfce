// A slot that is there once an item, with values.
Component({ options: { dynamicSlots: true }, properties: { list: Array } })
