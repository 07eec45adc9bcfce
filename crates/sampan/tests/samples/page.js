// The interface description: a page that hears its H5 page. As written there.

Page({
  onMessage(e) {
    console.log(e.detail.data) // [{"name":"TCMPP"}]
  },
  onEvent(e) {
    console.log(e.detail.data) // {"message":"Hi TCMPP"}
  }
})
