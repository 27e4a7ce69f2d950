//! What Word insists on after filling: unique drawing ids, a paragraph at the end of each cell.

use crate::docx::{Element, Node};

/// Repairs one filled part; `drawings` counts over all parts of a document.
pub(super) fn tidy(root: &mut Element, drawings: &mut u32) {
    root.walk_mut(&mut |element| {
        if element.name.ends_with(":docPr") {
            *drawings += 1;
            element.set_attribute("id", drawings.to_string());
        }
    });
    drop_empty_tables(root);
    close_cells(root);
}

fn drop_empty_tables(element: &mut Element) {
    for child in element.children.iter_mut().filter_map(Node::element_mut) {
        drop_empty_tables(child);
    }
    let rowless = |e: &Element| e.is("w:tbl") && !e.elements().any(is_row);
    element
        .children
        .retain(|node| node.element().is_none_or(|e| !rowless(e)));
}

/// A row, or what may hold one.
fn is_row(element: &Element) -> bool {
    matches!(
        element.name.as_str(),
        "w:tr" | "w:sdt" | "w:customXml" | "w:ins" | "w:del"
    )
}

fn close_cells(root: &mut Element) {
    root.walk_mut(&mut |element| {
        let needs = match element.name.as_str() {
            "w:tc" => element.elements().last().is_none_or(|e| !e.is("w:p")),
            "w:hdr" | "w:ftr" | "w:txbxContent" => !element.elements().any(|e| e.is("w:p")),
            _ => false,
        };
        if needs {
            element.children.push(Node::Element(Element::new("w:p")));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::tidy;
    use crate::docx::{parse, serialise};

    #[test]
    fn cells_end_with_a_paragraph_and_drawings_have_their_own_ids() {
        let mut root = parse(
            b"<w:body><w:tbl><w:tr><w:tc><w:tcPr/><w:tbl><w:tblPr/></w:tbl></w:tc></w:tr></w:tbl><wp:docPr id=\"7\"/><wp:docPr id=\"7\"/></w:body>",
        )
        .unwrap();
        tidy(&mut root, &mut 0);
        assert_eq!(
            serialise(&root),
            "<w:body><w:tbl><w:tr><w:tc><w:tcPr/><w:p/></w:tc></w:tr></w:tbl><wp:docPr id=\"1\"/><wp:docPr id=\"2\"/></w:body>"
        );
    }
}
