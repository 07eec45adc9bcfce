Component({ options: { dynamicSlots: true }, properties: { list: Array } })
