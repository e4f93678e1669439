import { BarChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout, LegacyGridContainLabel } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([
  ...[BarChart, LineChart, PieChart, ScatterChart],
  ...[GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent],
  ...[LabelLayout, LegacyGridContainLabel, SVGRenderer],
]);

/** The chart library with the kinds of picture that are drawn here, and nothing else of it. */
export { init };
