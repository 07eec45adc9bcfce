// The interface description: messages from H5. As written there.

wx.miniProgram.postMessage({ data: {name: 'TCMPP'} })

wx.miniProgram.sendWebviewEvent({ data: {message: 'Hi TCMPP'} })
