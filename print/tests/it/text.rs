//! Small readers of what was made: the text of a docx, the files in it, the text of a PDF.

use std::{
    io::{Cursor, Read, Write},
    path::Path,
    process::Command,
};

use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"x\" xmlns:a=\"y\" xmlns:mc=\"z\" xmlns:v=\"v\"";

/// A docx of a body and further parts; the names of the parts make content types and relations.
pub(crate) fn docx(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let relation = |(at, (name, _)): (usize, &(&str, &[u8]))| {
        let kinds = ["header", "footer", "numbering", "image"];
        let kind = kinds
            .into_iter()
            .find(|kind| name.contains(kind))
            .unwrap_or("other");
        format!("<Relationship Id=\"rId{at}\" Type=\"http://x/{kind}\" Target=\"{name}\"/>")
    };
    let relations = parts
        .iter()
        .enumerate()
        .map(relation)
        .collect::<Vec<_>>()
        .concat();
    let root = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), b"<Types/>".to_vec()),
        ("_rels/.rels".into(), root.as_bytes().to_vec()),
        ("word/document.xml".into(), document.into_bytes()),
        (
            "word/_rels/document.xml.rels".into(),
            relations.into_bytes(),
        ),
    ];
    files.extend(
        parts
            .iter()
            .map(|(name, bytes)| (format!("word/{name}"), bytes.to_vec())),
    );
    zipped(&files)
}

pub(crate) fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

pub(crate) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|text| format!("<w:tc>{}</w:tc>", p(text)))
        .collect();
    format!("<w:tr>{}</w:tr>", cells.concat())
}

pub(crate) fn names(docx: &[u8]) -> Vec<String> {
    ZipArchive::new(Cursor::new(docx))
        .unwrap()
        .file_names()
        .map(str::to_owned)
        .collect()
}

pub(crate) fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The text of a part: paragraphs by line, cells by tab; a break of Word is a space.
pub(crate) fn text(docx: &[u8], name: &str) -> String {
    let xml = part(docx, name);
    let mut reader = Reader::from_str(&xml);
    let (mut out, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.name().as_ref() == b"w:t" => inside = true,
            Event::Empty(e) if e.name().as_ref() == b"w:br" => out.push(' '),
            Event::End(e) => match e.name().as_ref() {
                b"w:t" => inside = false,
                b"w:p" => out.push('\n'),
                b"w:tc" => out.push('\t'),
                _ => {}
            },
            Event::Text(e) if inside => out.push_str(&e.decode().unwrap()),
            Event::GeneralRef(e) if inside => {
                let name = format!("&{};", e.decode().unwrap());
                out.push_str(&quick_xml::escape::unescape(&name).unwrap());
            }
            Event::Eof => return out,
            Event::Start(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// Words in alphabetical order: the order of columns on a page is not the order in the file.
///
/// Without hyphens, because the reader of PDF drops one at the end of a line.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = text.replace("-\n", "").replace('-', "");
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// The output of a program that these tests cannot do without.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|e| {
        panic!("{program}: {e}; the tests need the packages poppler-utils and zbar-tools")
    });
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

pub(crate) fn pdf_text(pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    String::from_utf8(run("pdftotext", &["-enc", "UTF-8", path(file.path()), "-"])).unwrap()
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
