// Two slots, whose places are swapped.
Component({ options: { multipleSlots: true }, properties: { swap: Boolean } })
