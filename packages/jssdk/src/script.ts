// The script: `<script src="…/sampan-jssdk.js">` sets `wx`, unless another SDK has set it before.

import { wx } from './index.js';

const page = globalThis as { wx?: unknown };
page.wx ??= wx;
