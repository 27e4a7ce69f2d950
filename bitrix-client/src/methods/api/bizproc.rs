//! Business processes, robots and automation triggers.

use chrono::{DateTime, FixedOffset};

use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, OpenValue, record};

record! {
    /// A task of a business process.
    pub struct Task shown(id, workflow_template_id, status) {
        id: Option<Id> = "ID",
        workflow_id: Option<String> = "WORKFLOW_ID",
        document_name: Option<String> = "DOCUMENT_NAME",
        name: Option<String> = "NAME",
        description: Option<String> = "DESCRIPTION",
        workflow_template_id: Option<Id> = "WORKFLOW_TEMPLATE_ID",
        workflow_template_name: Option<String> = "WORKFLOW_TEMPLATE_NAME",
        workflow_state: Option<String> = "WORKFLOW_STATE",
        status: Option<i64> = "STATUS",
        user_id: Option<Id> = "USER_ID",
        user_status: Option<i64> = "USER_STATUS",
        module_id: Option<String> = "MODULE_ID",
        activity: Option<String> = "ACTIVITY",
        document_url: Option<String> = "DOCUMENT_URL",
    }
}

record! {
    /// A running business process.
    pub struct Workflow shown(started_by, template_id) {
        id: Option<String> = "ID",
        started: Option<DateTime<FixedOffset>> = "STARTED",
        started_by: Option<Id> = "STARTED_BY",
        template_id: Option<Id> = "TEMPLATE_ID",
        module_id: Option<String> = "MODULE_ID",
        entity: Option<String> = "ENTITY",
        document_id: OpenValue = "DOCUMENT_ID",
    }
}

record! {
    /// A template of business processes.
    pub struct WorkflowTemplate shown(id, auto_execute) {
        id: Option<Id> = "ID",
        name: Option<String> = "NAME",
        module_id: Option<String> = "MODULE_ID",
        entity: Option<String> = "ENTITY",
        auto_execute: Option<i64> = "AUTO_EXECUTE",
        description: Option<String> = "DESCRIPTION",
    }
}

record! {
    /// An automation trigger of the application.
    pub struct Trigger shown() {
        code: Option<String> = "CODE",
        name: Option<String> = "NAME",
    }
}

calls! {
    "api-reference/";

    write AddActivity = "bizproc.activity.add"(code = "CODE", handler = "HANDLER", name = "NAME")
        -> Done, "bizproc/bizproc-activity/bizproc-activity-add";
    write DeleteActivity = "bizproc.activity.delete"(code = "CODE")
        -> Done, "bizproc/bizproc-activity/bizproc-activity-delete";
    read ListActivities = "bizproc.activity.list"()
        -> Vec<String>, "bizproc/bizproc-activity/bizproc-activity-list";
    write LogActivity = "bizproc.activity.log"(
        event_token = "EVENT_TOKEN", log_message = "LOG_MESSAGE"
    ) -> Done, "bizproc/bizproc-activity/bizproc-activity-log";
    write UpdateActivity = "bizproc.activity.update"(code = "CODE", fields: Params = "FIELDS")
        -> Done, "bizproc/bizproc-activity/bizproc-activity-update";
    write SendEvent = "bizproc.event.send"(event_token = "EVENT_TOKEN")
        -> Done, "bizproc/bizproc-robot/bizproc-event-send";
    write AddRobot = "bizproc.robot.add"(code = "CODE", handler = "HANDLER", name = "NAME")
        -> Done, "bizproc/bizproc-robot/bizproc-robot-add";
    write DeleteRobot = "bizproc.robot.delete"(code = "CODE")
        -> Done, "bizproc/bizproc-robot/bizproc-robot-delete";
    read ListRobots = "bizproc.robot.list"()
        -> Vec<String>, "bizproc/bizproc-robot/bizproc-robot-list";
    write UpdateRobot = "bizproc.robot.update"(code = "CODE", fields: Params = "FIELDS")
        -> Done, "bizproc/bizproc-robot/bizproc-robot-update";
    write CompleteTask = "bizproc.task.complete"(task_id = "TASK_ID", status = "STATUS")
        -> Done, "bizproc/bizproc-task/bizproc-task-complete";
    write DelegateTask = "bizproc.task.delegate"(
        task_ids = "TASK_IDS", from_user_id = "FROM_USER_ID", to_user_id = "TO_USER_ID"
    ) -> Done, "bizproc/bizproc-task/bizproc-task-delegate";
    read ListTasks = "bizproc.task.list"() -> Vec<Task>, "bizproc/bizproc-task/bizproc-task-list";
    read ListWorkflows = "bizproc.workflow.instances"()
        -> Vec<Workflow>, "bizproc/bizproc-workflow-instances";
    write KillWorkflow = "bizproc.workflow.kill"(id = "ID")
        -> Done, "bizproc/bizproc-workflow-kill";
    write StartWorkflow = "bizproc.workflow.start"(
        template_id = "TEMPLATE_ID", document_id = "DOCUMENT_ID"
    ) -> String, "bizproc/bizproc-workflow-start";
    write TerminateWorkflow = "bizproc.workflow.terminate"(id = "ID")
        -> Done, "bizproc/bizproc-workflow-terminate";
    write AddWorkflowTemplate = "bizproc.workflow.template.add"(
        document_type = "DOCUMENT_TYPE", name = "NAME", template_data = "TEMPLATE_DATA"
    ) -> Id, "bizproc/template/bizproc-workflow-template-add";
    write DeleteWorkflowTemplate = "bizproc.workflow.template.delete"(id = "ID")
        -> Done, "bizproc/template/bizproc-workflow-template-delete";
    read ListWorkflowTemplates = "bizproc.workflow.template.list"()
        -> Vec<WorkflowTemplate>, "bizproc/template/bizproc-workflow-template-list";
    write UpdateWorkflowTemplate = "bizproc.workflow.template.update"(
        id = "ID", fields: Params = "FIELDS"
    ) -> Option<Id>, "bizproc/template/bizproc-workflow-template-update";
    write AddTrigger = "crm.automation.trigger.add"(code = "CODE", name = "NAME")
        -> Done, "crm/automation/triggers/crm-automation-trigger-add";
    write DeleteTrigger = "crm.automation.trigger.delete"(code = "CODE")
        -> Done, "crm/automation/triggers/crm-automation-trigger-delete";
    write ExecuteTrigger = "crm.automation.trigger.execute"(
        code = "CODE", owner_type_id: EntityType = "OWNER_TYPE_ID", owner_id = "OWNER_ID"
    ) -> Done, "crm/automation/triggers/crm-automation-trigger-execute";
    read ListTriggers = "crm.automation.trigger.list"()
        -> Vec<Trigger>, "crm/automation/triggers/crm-automation-trigger-list";
}
