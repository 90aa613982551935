//! What the program publishes it can read again: in every style, the published workbook as this year's data gives
//! the same nine tables.

use crate::support::{Build, juesuan, out, table_differences, tables};

#[test]
fn published_tables_of_every_style_read_back() {
    for style in ["standard", "shandong", "henan", "hunan", "shanghai"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = folder.path().join("第一次");
        let second = folder.path().join("第二次");
        for folder in [&first, &second] {
            std::fs::create_dir(folder).expect("a new folder");
        }
        let build = Build { style, ..Build::sample_2023() };
        build.run(&first).expect_status(&[0, 1]);
        let published = out(&first).join("公开表.xlsx");
        let arguments: Vec<std::ffi::OsString> = vec![
            "build".into(),
            published.clone().into(),
            "--year".into(),
            "2023".into(),
            "--style".into(),
            style.into(),
            // Not every style prints the name over its tables.
            "--org".into(),
            "示例区医疗保障局".into(),
            "--out".into(),
            out(&second).into(),
        ];
        juesuan(&second, &arguments).expect_status(&[0, 1]);
        // The charts compare with last year, which the second build is not given.
        let nine = |book: &std::path::Path| -> Vec<_> {
            tables(book).into_iter().filter(|(sheet, _)| sheet.starts_with("公开")).collect()
        };
        let differences = table_differences(&nine(&out(&second).join("公开表.xlsx")), &nine(&published));
        assert!(differences.is_empty(), "{style}:\n{differences}");
    }
}
