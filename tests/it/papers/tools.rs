//! The programs that look at a PDF from outside: poppler-utils and zbar-tools.

use std::path::Path;
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

/// A PDF in a folder of its own, which these programs need.
pub(crate) struct PdfFile {
    folder: tempfile::TempDir,
}

impl PdfFile {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), bytes).unwrap();
        Self { folder }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("paper.pdf")
    }

    /// The text of each page in the order in which it was drawn.
    pub(crate) fn pages(&self) -> Vec<String> {
        let text = said(
            "pdftotext",
            &["-raw", "-enc", "UTF-8"],
            &self.path(),
            &["-"],
        );
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
        let table = said("pdffonts", &[], &self.path(), &[]);
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
        let page = self.folder.path().join("page");
        let prefix = page.to_str().unwrap();
        said(
            "pdftoppm",
            &["-r", "150", "-png", "-singlefile"],
            &self.path(),
            &[prefix],
        );
        let only_qr = ["--raw", "-q", "-Sdisable", "-Sqrcode.enable"];
        said("zbarimg", &only_qr, &page.with_extension("png"), &[])
    }
}
