// A page with a web-view.
Page({ data: { messages: 0, src: '/h5/index.html' }, onMessage({ detail }) { this.setData({ messages: detail.data }) } })
