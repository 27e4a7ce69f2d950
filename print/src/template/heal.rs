//! Tags that a word processor cut over several runs become whole again.
//!
//! A tag moves into the text in which it begins, so that it keeps the formatting of its first
//! letter. Marks of the spelling checker go; bookmarks stay where they are.

use crate::docx::{Element, Node};

use super::{error::TemplateError, tag::Tag};

/// Heals every paragraph of a part, text boxes included.
pub(super) fn heal(root: &mut Element) -> Result<(), TemplateError> {
    root.prune(&mut |element| element.is("w:proofErr"));
    let mut result = Ok(());
    root.walk_mut(&mut |element| {
        if element.is("w:p") && result.is_ok() {
            result = heal_paragraph(element);
        }
    });
    result
}

fn heal_paragraph(paragraph: &mut Element) -> Result<(), TemplateError> {
    let mut pieces = Vec::new();
    each_text(paragraph, &mut |text| pieces.push(plain(text)));
    let whole = pieces.concat();
    let tags = find_tags(&whole)?;
    if tags.is_empty() {
        return Ok(());
    }
    let mut contents = distribute(&pieces, &whole, &tags)?.into_iter();
    each_text(paragraph, &mut |text| {
        text.children = contents.next().unwrap_or_default();
        text.set_attribute("xml:space", "preserve".to_owned());
    });
    Ok(())
}

/// Visits the texts of a paragraph in order, but not those of paragraphs inside it.
fn each_text(element: &mut Element, visit: &mut impl FnMut(&mut Element)) {
    for child in element.children.iter_mut().filter_map(Node::element_mut) {
        match child.name.as_str() {
            "w:t" => visit(child),
            "w:p" => {}
            _ => each_text(child, visit),
        }
    }
}

fn plain(text: &Element) -> String {
    text.children
        .iter()
        .filter_map(|node| {
            if let Node::Text(text) = node {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect()
}

/// Byte ranges of the tags in the text of a paragraph.
fn find_tags(text: &str) -> Result<Vec<(usize, usize)>, TemplateError> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = first_of(rest, ["{{", "{%"]) else {
            break;
        };
        let opening = rest.get(start..).unwrap_or_default();
        let close = if opening.starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let Some(end) = opening.find(close) else {
            return Err(TemplateError::Unclosed {
                text: opening.chars().take(60).collect(),
            });
        };
        tags.push((from + start, from + start + end + 2));
        from += start + end + 2;
    }
    Ok(tags)
}

fn first_of(text: &str, patterns: [&str; 2]) -> Option<usize> {
    patterns
        .iter()
        .filter_map(|pattern| text.find(pattern))
        .min()
}

/// The new contents of each text: what was its own, with each tag whole where it begins.
fn distribute(
    pieces: &[String],
    whole: &str,
    tags: &[(usize, usize)],
) -> Result<Vec<Vec<Node>>, TemplateError> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut offset = 0;
    for piece in pieces {
        let end = offset + piece.len();
        let mut nodes = Vec::new();
        let mut at = offset;
        for &(start, stop) in tags.iter().filter(|tag| tag.0 < end && tag.1 > offset) {
            if start >= offset {
                push_text(&mut nodes, whole.get(at..start));
                let tag = Tag::parse(whole.get(start..stop).unwrap_or_default())?;
                nodes.push(Node::Tag(tag.source()));
            }
            at = stop.min(end);
        }
        push_text(&mut nodes, whole.get(at..end));
        out.push(nodes);
        offset = end;
    }
    Ok(out)
}

fn push_text(nodes: &mut Vec<Node>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        nodes.push(Node::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::{TemplateError, heal};
    use crate::docx::{parse, serialise};

    fn healed(xml: &str) -> String {
        let mut root = parse(xml.as_bytes()).unwrap();
        heal(&mut root).unwrap();
        serialise(&root).replace(" xml:space=\"preserve\"", "")
    }

    #[test]
    fn a_split_tag_moves_to_where_it_begins() {
        let split = "<w:p><w:r><w:t>A{</w:t></w:r><w:proofErr/><w:r><w:t>{ x</w:t></w:r><w:bookmarkStart/><w:r><w:t> }} B{{y}}</w:t></w:r></w:p>";
        assert_eq!(
            healed(split),
            "<w:p><w:r><w:t>A{{ x }}</w:t></w:r><w:r><w:t/></w:r><w:bookmarkStart/><w:r><w:t> B{{ y }}</w:t></w:r></w:p>"
        );
    }

    #[test]
    fn a_text_box_is_a_paragraph_of_its_own() {
        let nested = "<w:p><w:r><w:t>{{ a }}</w:t><x><w:p><w:r><w:t>{{ b }}</w:t></w:r></w:p></x></w:r></w:p>";
        assert_eq!(healed(nested), nested);
    }

    #[test]
    fn a_tag_without_an_end_is_named() {
        let mut root = parse("<w:p><w:t>цена {{ x</w:t></w:p>".as_bytes()).unwrap();
        assert_eq!(
            heal(&mut root),
            Err(TemplateError::Unclosed {
                text: "{{ x".into()
            })
        );
    }
}
