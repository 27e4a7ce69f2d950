//! The programs that look at a PDF from outside: poppler-utils and zbar-tools.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program says about a file.
///
/// A program that is not there fails the test: `scripts/test` installs both packages.
fn said(program: &str, before: &[&str], file: &Path, after: &[&str]) -> String {
    let output = Command::new(program)
        .args(before)
        .arg(file)
        .args(after)
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!("{program}: {error}; install poppler-utils and zbar-tools, as scripts/test does")
    });
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A PDF; the programs get it as a file in a folder that lives as long as the question.
pub(crate) struct PdfFile(Vec<u8>);

impl PdfFile {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    fn laid_down(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper.pdf");
        std::fs::write(&path, &self.0).unwrap();
        (folder, path)
    }

    /// The text of each page in the order in which it was drawn.
    pub(crate) fn pages(&self) -> Vec<String> {
        let (_folder, path) = self.laid_down();
        let text = said("pdftotext", &["-raw", "-enc", "UTF-8"], &path, &["-"]);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        assert_eq!(
            pages.pop().as_deref(),
            Some(""),
            "a page ends with a form feed"
        );
        pages
    }

    /// Each font with whether it is embedded and whether its glyphs have their letters.
    pub(crate) fn fonts(&self) -> Vec<(String, bool, bool)> {
        let (_folder, path) = self.laid_down();
        let table = said("pdffonts", &[], &path, &[]);
        let font = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            // … emb sub uni object generation
            let [.., embedded, _, letters, _, _] = words.as_slice() else {
                panic!("a line of pdffonts: {line}");
            };
            (line.to_owned(), *embedded == "yes", *letters == "yes")
        };
        table.lines().skip(2).map(font).collect()
    }

    /// What a scanner reads on the page, drawn at 150 dots an inch.
    pub(crate) fn codes(&self) -> String {
        let (folder, path) = self.laid_down();
        let page = folder.path().join("page");
        let at_150 = ["-r", "150", "-png", "-singlefile"];
        said("pdftoppm", &at_150, &path, &[page.to_str().unwrap()]);
        let only_qr = ["--raw", "-q", "-Sdisable", "-Sqrcode.enable"];
        said("zbarimg", &only_qr, &page.with_extension("png"), &[])
    }
}
