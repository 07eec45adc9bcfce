// The functions `wx.name`: what each sends, option by option.
//
// The messages and their defaults are those that TCMPP's own SDK sends, because hosts are made for them.

import { type Call, type Encode, type Mend, call } from './call.js';
import type { Root } from './generated/functions.js';
import * as mend from './mend.js';

/** The page gives `package`; the prepayId in it is what is sent. */
type Options<Name extends keyof Root> = Name extends 'requestPayment'
  ? Omit<Root['requestPayment']['options'], 'prepayId' | 'package'> & {
      /** `prepay_id=…`, from the page's server. */
      package: string;
    }
  : Root[Name]['options'];

export type RootFunctions = { [Name in keyof Root]: Call<Options<Name>, Root[Name]['reply']> };

type Encoders = { [Name in keyof Root]: Encode<Partial<Options<Name>>> };

const nothing = () => ({});

const ENCODERS: Encoders = {
  // Jumps
  navigateToMiniProgram: ({ appId, path, extraData, envVersion }) => ({ appId, path, extraData, envVersion }),
  navigateBackMiniProgram: ({ extraData }) => ({ extraData }),
  exitMiniProgram: nothing,
  setNavigationBarTitle: ({ title }) => ({ title }),

  // Storage
  getStorage: ({ key }) => ({ key }),
  setStorage: ({ key, data }) => ({ key, data }),
  removeStorage: ({ key }) => ({ key }),
  clearStorage: nothing,
  getStorageInfo: nothing,

  // Media
  chooseImage: ({ count, sizeType = ['original', 'compressed'], sourceType = ['album', 'camera'] }) => ({
    count: count || 9,
    sizeType,
    sourceType,
  }),
  previewImage: ({ current, urls }) => ({ current, urls }),
  getLocalImgData: ({ file, filePath }) => ({ file, filePath }),
  startRecord: nothing,
  stopRecord: nothing,
  playVoice: ({ filePath, duration }) => ({ filePath, duration }),
  pauseVoice: nothing,
  stopVoice: nothing,

  // Location, documents, device
  getLocation: ({ type }) => ({ type: type || 'wgs84' }),
  openLocation: ({ latitude, longitude, name = '', address = '', scale, infoUrl = '' }) => ({
    latitude,
    longitude,
    name,
    address,
    scale: scale || 28,
    infoUrl,
  }),
  chooseLocation: ({ latitude, longitude }) => ({ latitude, longitude }),
  openDocument: ({ filePath, fileType }) => ({ filePath, fileType }),
  scanCode: ({ onlyFromCamera, scanType }) => ({ onlyFromCamera, scanType }),
  getNetworkType: nothing,

  // Environment and custom interfaces
  canGoBack: nothing,
  checkJsApi: ({ jsApiList }) => ({ jsApiList }),
  invokeNativePlugin: ({ api_name, data, sync }) => ({ api_name, data, sync }),

  // Account
  login: nothing,
  checkSession: nothing,
  getPhoneNumber: nothing,
  getEmailAddress: nothing,
  chooseAvatar: nothing,
  getNickname: nothing,
  hideNicknameAccessory: nothing,
  showAppMenu: nothing,

  // Payment
  requestPayment: ({ package: prepay = '', nonceStr, paySign, signType, timeStamp }) => ({
    prepayId: prepay.replace(/^prepay_id=/, ''),
    nonceStr,
    paySign,
    signType,
    timeStamp,
  }),
};

const MENDERS: { [Name in keyof Root]?: Mend } = mend;

const names = Object.keys(ENCODERS) as Array<keyof Root>;

export const root = Object.fromEntries(
  names.map((name) => [name, call(name, ENCODERS[name] as Encode<object>, MENDERS[name])]),
) as unknown as RootFunctions;
