from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "flows.orgs"
    label = "orgs"
    verbose_name = "单位·岗位·人员"
    default_auto_field = "django.db.models.BigAutoField"
