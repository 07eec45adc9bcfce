// The phone as a thing: how thick its edge is, how round, where its camera sits, and how small it must be drawn to
// fit. Pure; the numbers are drawings, not facts: what a page may depend on (screen, safe area) comes with the state.

import type { DeviceState } from '../generated/protocol.ts';

export type Notch = 'island' | 'hole' | 'none';

export interface Body {
  /** The screen, CSS pixels. */
  width: number;
  height: number;
  /** The edge around it: sides, and above and below. */
  edge: number;
  chin: number;
  /** Of the screen's corners. */
  radius: number;
  notch: Notch;
  isLandscape: boolean;
  /** A bar at the bottom of the screen, where a finger swipes home. */
  homeIndicator: boolean;
  /** A round button in the chin. */
  homeButton: boolean;
}

/** What every navigation bar is high. */
export const NAVIGATION_BAR = 44;
/** Apple's phones with a camera in the screen keep at least this free above. */
const ISLAND_INSET = 44;
const TABLET = 600;

type Shape = Pick<DeviceState, 'width' | 'height' | 'safeArea' | 'isApple'>;

const cameraInset = ({ safeArea: [top = 0, right = 0, , left = 0] }: Shape, isLandscape: boolean): number =>
  isLandscape ? Math.max(left, right) : top;

export const bodyOf = (device: Shape): Body => {
  const isLandscape = device.width > device.height;
  const isTablet = Math.min(device.width, device.height) >= TABLET;
  const hasIsland = device.isApple && cameraInset(device, isLandscape) >= ISLAND_INSET;
  const isClassic = device.isApple && !hasIsland && !isTablet;
  const screen = { width: device.width, height: device.height, isLandscape };
  // Where nothing is kept free for it, it would lie on the page.
  const homeIndicator = (device.safeArea[2] ?? 0) > 0;
  if (isClassic) {
    return { ...screen, edge: 12, chin: 64, radius: 2, notch: 'none', homeIndicator: false, homeButton: true };
  }
  if (isTablet) {
    return { ...screen, edge: 26, chin: 26, radius: 18, notch: 'none', homeIndicator, homeButton: false };
  }
  return {
    ...screen,
    edge: 10,
    chin: 10,
    radius: hasIsland ? 48 : 32,
    notch: hasIsland ? 'island' : 'hole',
    homeIndicator,
    homeButton: false,
  };
};

/** Edges left and right, above and below: the chin turns with the phone. */
export const edgesOf = (body: Body): { x: number; y: number } =>
  body.isLandscape ? { x: body.chin, y: body.edge } : { x: body.edge, y: body.chin };

export const outerSize = (body: Body): { width: number; height: number } => {
  const { x, y } = edgesOf(body);
  return { width: body.width + 2 * x, height: body.height + 2 * y };
};

/** How much smaller it is drawn so that it fits; never larger than life. */
export const fit = (size: { width: number; height: number }, room: { width: number; height: number }): number =>
  Math.max(0.1, Math.min(1, room.width / size.width, room.height / size.height));

/** The same for a screen without a body that fills a real telephone: larger, too. */
export const fill = (size: { width: number; height: number }, room: { width: number; height: number }): number =>
  Math.max(0.1, Math.min(room.width / size.width, room.height / size.height));

/** A point of the window as a point of the page, whatever the scale the page is drawn at. */
export const toPage = (
  point: { clientX: number; clientY: number },
  drawn: { left: number; top: number; width: number; height: number },
  page: { width: number; height: number },
): { x: number; y: number } => ({
  x: ((point.clientX - drawn.left) / drawn.width) * page.width,
  y: ((point.clientY - drawn.top) / drawn.height) * page.height,
});
