//! Files, folders and storages.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::shared::FieldInfo;
use crate::link::SignedLink;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A file or a folder; of an upload by address, where to post the file.
    pub struct DiskObject shown(id, storage_id, parent_id) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        kind: Option<String> = "TYPE",
        code: Option<String> = "CODE",
        storage_id: Option<Id> = "STORAGE_ID",
        parent_id: Option<Id> = "PARENT_ID",
        real_object_id: Option<Id> = "REAL_OBJECT_ID",
        deleted_type: Option<i64> = "DELETED_TYPE",
        global_content_version: Option<i64> = "GLOBAL_CONTENT_VERSION",
        file_id: Option<Id> = "FILE_ID",
        size: Option<i64> = "SIZE",
        create_time: Option<DateTime<FixedOffset>> = "CREATE_TIME",
        update_time: Option<DateTime<FixedOffset>> = "UPDATE_TIME",
        delete_time: Option<DateTime<FixedOffset>> = "DELETE_TIME",
        created_by: Option<Id> = "CREATED_BY",
        updated_by: Option<Id> = "UPDATED_BY",
        deleted_by: Option<Id> = "DELETED_BY",
        download_url: Option<SignedLink> = "DOWNLOAD_URL",
        detail_url: Option<String> = "DETAIL_URL",
        field: Option<String> = "field",
        upload_url: Option<SignedLink> = "uploadUrl",
    }
}

record! {
    /// A storage: of a person, of the company, of a group, of an application.
    pub struct Storage shown(id, root_object_id) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        code: Option<String> = "CODE",
        module_id: Option<String> = "MODULE_ID",
        entity_type: Option<String> = "ENTITY_TYPE",
        entity_id: Option<String> = "ENTITY_ID",
        root_object_id: Option<Id> = "ROOT_OBJECT_ID",
    }
}

record! {
    /// An earlier state of a file.
    pub struct FileVersion shown(id, object_id, size) {
        id: Option<Id> = "ID",
        object_id: Option<Id> = "OBJECT_ID",
        name: Option<String> = "NAME",
        size: Option<i64> = "SIZE",
        global_content_version: Option<i64> = "GLOBAL_CONTENT_VERSION",
        create_time: Option<DateTime<FixedOffset>> = "CREATE_TIME",
        created_by: Option<Id> = "CREATED_BY",
        download_url: Option<SignedLink> = "DOWNLOAD_URL",
    }
}

record! {
    /// A level of rights.
    pub struct RightKind shown(id) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        title: Option<String> = "TITLE",
    }
}

record! {
    /// A file as something has it attached.
    pub struct AttachedFile shown(id, object_id, entity_id) {
        id: Option<Id> = "ID",
        object_id: Option<Id> = "OBJECT_ID",
        module_id: Option<String> = "MODULE_ID",
        entity_type: Option<String> = "ENTITY_TYPE",
        entity_id: Option<Id> = "ENTITY_ID",
        name: Option<String> = "NAME",
        size: Option<i64> = "SIZE",
        create_time: Option<DateTime<FixedOffset>> = "CREATE_TIME",
        created_by: Option<Id> = "CREATED_BY",
        download_url: Option<SignedLink> = "DOWNLOAD_URL",
    }
}

calls! {
    "api-reference/disk/";

    write CopyFileTo = "disk.file.copyTo"(id = "id", target_folder_id = "targetFolderId")
        -> DiskObject, "file/disk-file-copy-to";
    write DeleteFile = "disk.file.delete"(id = "id") -> Done, "file/disk-file-delete";
    read GetFileExternalLink = "disk.file.getExternalLink"(id = "id")
        -> Option<SignedLink>, "file/disk-file-get-external-link";
    read DescribeFile = "disk.file.getFields"()
        -> BTreeMap<String, FieldInfo>, "file/disk-file-get-fields";
    // No windows: the page names no order.
    list ListVersions = "disk.file.getVersions"(id = "id")
        -> Vec<FileVersion>, "file/disk-file-get-versions";
    read GetFile = "disk.file.get"(id = "id") -> DiskObject, "file/disk-file-get";
    write MarkFileDeleted = "disk.file.markDeleted"(id = "id")
        -> DiskObject, "file/disk-file-mark-deleted";
    /// No answer means that the file and the folder are in different storages.
    write MoveFileTo = "disk.file.moveTo"(id = "id", target_folder_id = "targetFolderId")
        -> Option<DiskObject>, "file/disk-file-move-to";
    write RenameFile = "disk.file.rename"(id = "id", new_name = "newName")
        -> DiskObject, "file/disk-file-rename";
    write RestoreVersion = "disk.file.restoreFromVersion"(id = "id", version_id = "versionId")
        -> DiskObject, "file/disk-file-restore-from-version";
    write RestoreFile = "disk.file.restore"(id = "id") -> DiskObject, "file/disk-file-restore";
    read SearchFiles = "disk.file.search"(query = "QUERY")
        -> Vec<DiskObject>, "file/disk-file-search";
    write UploadVersion = "disk.file.uploadVersion"(id = "id", file_content = "fileContent")
        -> DiskObject, "file/disk-file-upload-version";
    write AddSubFolder = "disk.folder.addSubFolder"(id = "id", data: Params = "data")
        -> DiskObject, "folder/disk-folder-add-subfolder";
    write CopyFolderTo = "disk.folder.copyTo"(id = "id", target_folder_id = "targetFolderId")
        -> DiskObject, "folder/disk-folder-copy-to";
    write DeleteFolder = "disk.folder.deleteTree"(id = "id")
        -> Done, "folder/disk-folder-delete-tree";
    list ListFolder by "ID" = "disk.folder.getChildren"(id = "id")
        -> Vec<DiskObject>, "folder/disk-folder-get-children";
    read GetFolderExternalLink = "disk.folder.getExternalLink"(id = "id")
        -> Option<SignedLink>, "folder/disk-folder-get-external-link";
    read DescribeFolder = "disk.folder.getFields"()
        -> BTreeMap<String, FieldInfo>, "folder/disk-folder-get-fields";
    read GetFolder = "disk.folder.get"(id = "id") -> DiskObject, "folder/disk-folder-get";
    write MarkFolderDeleted = "disk.folder.markDeleted"(id = "id")
        -> DiskObject, "folder/disk-folder-mark-deleted";
    /// No answer means that the folders are in different storages.
    write MoveFolderTo = "disk.folder.moveTo"(id = "id", target_folder_id = "targetFolderId")
        -> Option<DiskObject>, "folder/disk-folder-move-to";
    write RenameFolder = "disk.folder.rename"(id = "id", new_name = "newName")
        -> DiskObject, "folder/disk-folder-rename";
    write RestoreFolder = "disk.folder.restore"(id = "id")
        -> DiskObject, "folder/disk-folder-restore";
    write ShareFolder = "disk.folder.shareToUser"(
        id = "id", user_id = "userId", task_name = "taskName"
    ) -> Done, "folder/disk-folder-share-to-user";
    /// Without `fileContent` the answer is an address to upload to.
    write UploadToFolder = "disk.folder.uploadFile"(id = "id", data: Params = "data")
        -> DiskObject, "folder/disk-folder-upload-file";
    read ListRights = "disk.rights.getTasks"() -> Vec<RightKind>, "rights/disk-rights-get-tasks";
    write AddFolder = "disk.storage.addFolder"(id = "id", data: Params = "data")
        -> DiskObject, "storage/disk-storage-add-folder";
    list ListStorage by "ID" = "disk.storage.getChildren"(id = "id")
        -> Vec<DiskObject>, "storage/disk-storage-get-children";
    read DescribeStorage = "disk.storage.getFields"()
        -> BTreeMap<String, FieldInfo>, "storage/disk-storage-get-fields";
    read GetAppStorage = "disk.storage.getForApp"() -> Storage, "storage/disk-storage-get-for-app";
    list ListStorages by "ID" = "disk.storage.getList"()
        -> Vec<Storage>, "storage/disk-storage-get-list";
    read ListStorageTypes = "disk.storage.getTypes"()
        -> Vec<String>, "storage/disk-storage-get-types";
    /// No answer means that the id is no number.
    read GetStorage = "disk.storage.get"(id = "id") -> Option<Storage>, "storage/disk-storage-get";
    write RenameStorage = "disk.storage.rename"(id = "id", new_name = "newName")
        -> Storage, "storage/disk-storage-rename";
    /// Without `fileContent` the answer is an address to upload to.
    write UploadToStorage = "disk.storage.uploadFile"(id = "id", data: Params = "data")
        -> DiskObject, "storage/disk-storage-upload-file";
    read GetVersion = "disk.version.get"(id = "id") -> FileVersion, "version/disk-version-get";
    read GetAttachedFile = "disk.attachedObject.get"(id = "id")
        -> AttachedFile, "attached-object/disk-attached-object-get";
}
