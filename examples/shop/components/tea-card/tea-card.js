// One tea on the shelf: `bind:open` when it is tapped, `bind:add` when its button is.

Component({
  properties: { tea: Object },

  methods: {
    open() {
      this.triggerEvent('open', { id: this.data.tea.id });
    },
    add() {
      this.triggerEvent('add', { id: this.data.tea.id });
    },
  },
});
