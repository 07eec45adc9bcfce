// What Taro's elements import of Taro's runtime. There is no Taro program here, so there is nothing to do.

const nothing = (): undefined => undefined;

export const eventCenter = { on: nothing, off: nothing, trigger: nothing };
export const getCurrentPage = (): { path: string } => ({ path: '' });
export const stripSuffix = (path: string): string => path;
export const stripBasename = (path: string): string => path;
export const addLeadingSlash = (path: string): string => path;
export const navigateTo = nothing;
export const navigateBack = nothing;
export const redirectTo = nothing;
export const switchTab = nothing;
export const reLaunch = nothing;
export const getCurrentPages = (): [] => [];
export default { eventCenter, navigateTo, navigateBack, redirectTo, switchTab, reLaunch, getCurrentPages };
