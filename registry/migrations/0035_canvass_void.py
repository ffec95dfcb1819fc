"""A search of a site that was written down by mistake can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """When, and why."""

    dependencies = [
        ("registry", "0034_undo"),
    ]

    operations = [
        migrations.AddField(
            model_name="canvassvisit",
            name="void_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因"),
        ),
        migrations.AddField(
            model_name="canvassvisit",
            name="voided_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="作废时间"),
        ),
    ]
