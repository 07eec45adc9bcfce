//! `packages/test`, bundled and compiled at build time.

use rquickjs::{Ctx, Function, Module, Result};

/// What specs import it as, and the name that its frames have in stacks; also in `build.rs`.
pub const NAME: &str = "@sampan/test";

/// What `build.rs` has compiled with the same `QuickJS` that reads it.
static BYTECODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/test.bin"));

/// Makes the module known to whoever imports it; its `start(host)`.
#[allow(unsafe_code)] // Bytecode is read without looking at it.
pub fn start<'js>(ctx: &Ctx<'js>) -> Result<Function<'js>> {
    // SAFETY: the bytes are the build's own, never a file's, and are there as long as the process is.
    let module = unsafe { Module::load(ctx.clone(), BYTECODE) }?;
    let (module, done) = module.eval()?;
    done.finish::<()>()?;
    module.get("start")
}
