Component({ options: { multipleSlots: true }, properties: { swap: Boolean } })
