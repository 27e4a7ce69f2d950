//! Copies the Liberation faces out of the package that carries them into `OUT_DIR`.
//!
//! A build dependency, so that the library itself links eight faces (2.9 MB) and nothing of the
//! layout engine around them.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "pdf")]
    if let Err(reason) = faces::copy() {
        println!("cargo::error={reason}");
    }
}

#[cfg(feature = "pdf")]
mod faces {
    use std::path::PathBuf;

    const FAMILIES: [(&str, &str); 2] =
        [("Liberation Serif", "serif"), ("Liberation Sans", "sans")];
    /// The order in which the package lists the four faces of a family.
    const STYLES: [&str; 4] = ["regular", "bold", "italic", "bolditalic"];

    pub(crate) fn copy() -> Result<(), String> {
        let out = std::env::var_os("OUT_DIR")
            .map(PathBuf::from)
            .ok_or("OUT_DIR is not set")?;
        let bundled = oxml_layout::bundled_fonts::bundled_font_data();
        for (family, short) in FAMILIES {
            let faces: Vec<_> = bundled.iter().filter(|(name, _)| *name == family).collect();
            if faces.len() != STYLES.len() {
                return Err(format!(
                    "expected 4 faces of {family}, found {}",
                    faces.len()
                ));
            }
            for ((_, bytes), style) in faces.iter().zip(STYLES) {
                let path = out.join(format!("{short}-{style}.ttf"));
                std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
            }
        }
        Ok(())
    }
}
