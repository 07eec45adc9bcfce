// A stand-in for the vendor's SDK: the functions of its `wx`, each with the very arguments that TCMPP's SDK 1.0.1 puts on
// the wire, and its rule for reading replies. Nothing else of it is here: no mending, no queues.

(() => {
  const read = (options, reply) => {
    const status = reply.errMsg.slice(reply.errMsg.indexOf(':') + 1);
    const which = { ok: 'success', cancel: 'cancel' }[status] ?? 'fail';
    options[which]?.(reply);
    options.complete?.(reply);
  };
  const call = (name, pick) => (options = {}) => WeixinJSBridge.invoke(name, pick(options), (reply) => read(options, reply));
  const silent = (name, pick) => (options) =>
    WeixinJSBridge.invoke('invokeMiniProgramAPI', { name, arg: pick(options) }, () => { throw new Error('answered') });

  const wx = (window.wx = { miniProgram: {} });
  const nothing = 'startRecord stopRecord pauseVoice stopVoice getNetworkType clearStorage getStorageInfo canGoBack exitMiniProgram ' +
    'login checkSession getPhoneNumber getEmailAddress chooseAvatar getNickname hideNicknameAccessory showAppMenu';
  for (const name of nothing.split(' ')) wx[name] = call(name, () => ({}));
  const sent = {
    checkJsApi: (o) => ({ jsApiList: o.jsApiList }),
    chooseImage: (o) => ({
      count: o.count || 9,
      sizeType: o.sizeType || ['original', 'compressed'],
      sourceType: o.sourceType || ['album', 'camera'],
    }),
    previewImage: (o) => ({ current: o.current, urls: o.urls }),
    getLocalImgData: (o) => ({ file: o.file, filePath: o.filePath }),
    playVoice: (o) => ({ filePath: o.filePath, duration: o.duration }),
    openLocation: (o) => ({
      latitude: o.latitude, longitude: o.longitude, name: o.name || '', address: o.address || '', scale: o.scale || 28,
      infoUrl: o.infoUrl || '',
    }),
    getLocation: (o) => ({ type: o.type || 'wgs84' }),
    chooseLocation: (o) => ({ latitude: o.latitude, longitude: o.longitude }),
    scanCode: (o) => ({ onlyFromCamera: o.onlyFromCamera, scanType: o.scanType }),
    openDocument: (o) => ({ filePath: o.filePath, fileType: o.fileType }),
    getStorage: (o) => ({ key: o.key }),
    setStorage: (o) => ({ key: o.key, data: o.data }),
    removeStorage: (o) => ({ key: o.key }),
    setNavigationBarTitle: (o) => ({ title: o.title }),
    navigateToMiniProgram: (o) => ({ appId: o.appId, path: o.path, extraData: o.extraData, envVersion: o.envVersion }),
    navigateBackMiniProgram: (o) => ({ extraData: o.extraData }),
    invokeNativePlugin: (o) => ({ api_name: o.api_name, data: o.data, sync: o.sync }),
    requestPayment: (o) => ({
      prepayId: o.package.replace(/^prepay_id=/, ''), nonceStr: o.nonceStr, paySign: o.paySign, signType: o.signType,
      timeStamp: o.timeStamp,
    }),
  };
  for (const [name, pick] of Object.entries(sent)) wx[name] = call(name, pick);

  for (const name of ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch']) {
    wx.miniProgram[name] = silent(name, (o) => ({ url: o.url }));
  }
  wx.miniProgram.navigateBack = silent('navigateBack', (o = {}) => ({ delta: o.delta || 1 }));
  wx.miniProgram.postMessage = silent('postMessage', (o) => o.data || {});
  wx.miniProgram.sendWebviewEvent = silent('sendWebviewEvent', (o) => o);
  wx.miniProgram.getEnv = (callback) => callback({ miniprogram: window.__wxjs_environment === 'miniprogram' });
  const listeners = [];
  WeixinJSBridge.on('webviewEvent', ({ data }) => listeners.forEach((listener) => listener(data)));
  wx.miniProgram.onWebviewEvent = (listener) => listeners.includes(listener) || listeners.push(listener);
  wx.miniProgram.offWebviewEvent = (listener) => listeners.includes(listener) && listeners.splice(listeners.indexOf(listener), 1);
})();
