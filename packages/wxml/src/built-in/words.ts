// What built-ins say by themselves, in the phone's language.

const WORDS = {
  en: { cancel: 'Cancel', confirm: 'Done', missing: 'cannot be shown here', camera: 'Camera', map: 'Map' },
  zh: { cancel: '取消', confirm: '确定', missing: '在这里无法显示', camera: '相机', map: '地图' },
};

export const words = WORDS[navigator.language.startsWith('zh') ? 'zh' : 'en'];
