//! `cargo run --example manual_commands`: writes docs/manual/commands.md from the definition of the command line.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/manual/commands.md");
    juesuan::platform::write_atomically(&page, juesuan::cli::reference().as_bytes())
}
