//! `multipart/form-data`: the parts of a posted form.

use bytes::Bytes;

/// One field of the form.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Only files have one.
    pub(crate) file_name: Option<String>,
    pub(crate) bytes: Bytes,
}

/// The boundary that the content type names, if it is a form of this kind.
fn boundary(content_type: &str) -> Option<String> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let found = rest.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.trim().eq_ignore_ascii_case("boundary").then_some(value)
    });
    found.filter(|found| !found.is_empty()).map(str::to_owned)
}

/// Whether the body is such a form.
pub(crate) fn is_form(content_type: &str) -> bool {
    boundary(content_type).is_some()
}

/// The parts in their order; a damaged form has those before the damage.
pub(crate) fn parts(content_type: &str, body: &Bytes) -> Vec<Part> {
    let Some(boundary) = boundary(content_type) else {
        return Vec::new();
    };
    let line = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut at = find(body, line.as_bytes(), 0).map(|found| found + line.len());
    while let Some(start) = at {
        let end = find(body, format!("\r\n{line}").as_bytes(), start);
        let Some(end) = end else { break };
        parts.extend(part(body, start, end));
        at = Some(end + line.len() + 2);
    }
    parts
}

fn find(body: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    let found = rest.windows(wanted.len()).position(|here| here == wanted);
    found.map(|at| at + from)
}

/// The part between two boundary lines.
fn part(body: &Bytes, start: usize, end: usize) -> Option<Part> {
    let blank = find(body, b"\r\n\r\n", start).filter(|at| *at < end)?;
    let head = String::from_utf8_lossy(body.get(start..blank)?).into_owned();
    let disposition = head.split("\r\n").find(|line| {
        let (name, _) = line.split_once(':').unwrap_or_default();
        name.eq_ignore_ascii_case("content-disposition")
    })?;
    Some(Part {
        name: quoted(disposition, "name")?,
        file_name: quoted(disposition, "filename"),
        bytes: body.slice(blank + 4..end),
    })
}

/// The value of `key="…"`; a quotation mark in it is escaped.
fn quoted(line: &str, key: &str) -> Option<String> {
    let marked = format!("; {key}=\"");
    let (_, rest) = line.split_once(&marked)?;
    let mut text = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    Some(text.replace("%22", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "multipart/form-data; boundary=\"x y\"";

    #[test]
    fn fields_and_files_of_a_form_are_told_apart() {
        let body = b"--x y\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n7\r\n\
            --x y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".bin\"\r\n\
            Content-Type: application/octet-stream\r\n\r\n\x00\r\n--x\xff\r\n--x y--\r\n";
        let parts = parts(FORM, &Bytes::from_static(body));
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].name.as_str(), &parts[0].bytes[..]),
            ("id", &b"7"[..])
        );
        assert_eq!(parts[1].file_name.as_deref(), Some("a \"b\".bin"));
        assert_eq!(&parts[1].bytes[..], b"\x00\r\n--x\xff");
    }

    #[test]
    fn a_damaged_form_has_what_came_before_the_damage() {
        let body = b"--x y\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n7\r\n--x y\r\nCon";
        assert_eq!(parts(FORM, &Bytes::from_static(body)).len(), 1);
        assert!(parts("text/plain", &Bytes::from_static(body)).is_empty());
        assert!(!is_form("multipart/form-data; boundary="));
    }
}
