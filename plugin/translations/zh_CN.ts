<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
  <context>
    <name>Candidates</name>
    <message>
      <source>Candidates</source>
      <translation>候选结果</translation>
    </message>
    <message>
      <source>Results appear here: hover to preview, double click to apply</source>
      <translation>结果显示在此处：悬停可预览，双击可应用</translation>
    </message>
  </context>
  <context>
    <name>ClassRow</name>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>any</source>
      <translation>任意</translation>
    </message>
  </context>
  <context>
    <name>CompareSlider</name>
    <message>
      <source>Before / after</source>
      <translation>前后对比</translation>
    </message>
  </context>
  <context>
    <name>Curves</name>
    <message>
      <source>Losses: {}</source>
      <translation>损失：{}</translation>
    </message>
  </context>
  <context>
    <name>DocumentTabs</name>
    <message>
      <source>Background</source>
      <translation>背景</translation>
    </message>
    <message>
      <source>Export as</source>
      <translation>导出为</translation>
    </message>
    <message>
      <source>Flat pictures</source>
      <translation>合并的图片</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Save as</source>
      <translation>另存为</translation>
    </message>
    <message>
      <source>Save the changes of {} before it is closed?</source>
      <translation>关闭前是否保存对“{}”的更改？</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>With layers: OpenRaster (*.ora)</source>
      <translation>含图层：OpenRaster (*.ora)</translation>
    </message>
    <message>
      <source>{} is a flat copy; save as OpenRaster to keep the layers.</source>
      <translation>{} 是合并后的副本；要保留图层，请另存为 OpenRaster。</translation>
    </message>
    <message>
      <source>{} cannot hold all of it. Save it all the same?</source>
      <translation>{} 无法保存全部内容。仍要保存吗？</translation>
    </message>
  </context>
  <context>
    <name>EditTab</name>
    <message>
      <source>Choose a result that was generated or edited first.</source>
      <translation>请先选择一个生成或编辑出来的结果。</translation>
    </message>
    <message>
      <source>Edit</source>
      <translation>编辑</translation>
    </message>
    <message>
      <source>Edit into a layer</source>
      <translation>编辑到新图层</translation>
    </message>
    <message>
      <source>Edited</source>
      <translation>已编辑</translation>
    </message>
    <message>
      <source>Found in the model.</source>
      <translation>已在模型中找到。</translation>
    </message>
    <message>
      <source>From the chosen result</source>
      <translation>从所选结果开始</translation>
    </message>
    <message>
      <source>Go on from what is chosen among the results below</source>
      <translation>从下方结果中选中的一项继续</translation>
    </message>
    <message>
      <source>Look for it anew</source>
      <translation>重新查找</translation>
    </message>
    <message>
      <source>Start from</source>
      <translation>从何处开始</translation>
    </message>
    <message>
      <source>The button below looks for it in the model; then the sliders show at once.</source>
      <translation>点击下方按钮在模型中查找该图像；之后移动滑块会立即显示效果。</translation>
    </message>
    <message>
      <source>Truncation</source>
      <translation>截断</translation>
    </message>
    <message>
      <source>a seed</source>
      <translation>一个种子</translation>
    </message>
    <message>
      <source>all that is visible</source>
      <translation>所有可见内容</translation>
    </message>
    <message>
      <source>the active layer</source>
      <translation>当前图层</translation>
    </message>
  </context>
  <context>
    <name>Editing</name>
    <message>
      <source>Avoid nothing</source>
      <translation>不避开任何区域</translation>
    </message>
    <message>
      <source>By how many pixels</source>
      <translation>多少像素</translation>
    </message>
    <message>
      <source>Feather</source>
      <translation>羽化</translation>
    </message>
    <message>
      <source>Grow</source>
      <translation>扩大</translation>
    </message>
    <message>
      <source>Invert selection</source>
      <translation>反选</translation>
    </message>
    <message>
      <source>Nothing is selected.</source>
      <translation>没有选区。</translation>
    </message>
    <message>
      <source>Pasted</source>
      <translation>粘贴的图层</translation>
    </message>
    <message>
      <source>Select all</source>
      <translation>全选</translation>
    </message>
    <message>
      <source>Select nothing</source>
      <translation>取消选择</translation>
    </message>
    <message>
      <source>Shrink</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>There is no picture to paste.</source>
      <translation>剪贴板中没有图片。</translation>
    </message>
    <message>
      <source>Width of the soft edge in pixels</source>
      <translation>柔化边缘的宽度(像素)</translation>
    </message>
    <message>
      <source>Select by a mask</source>
      <translation>用蒙版选择</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
  </context>
  <context>
    <name>Editor</name>
    <message>
      <source>Crop</source>
      <translation>裁剪</translation>
    </message>
    <message>
      <source>Duplicate layer</source>
      <translation>复制图层</translation>
    </message>
    <message>
      <source>Move layer</source>
      <translation>移动图层</translation>
    </message>
    <message>
      <source>Paint what is avoided</source>
      <translation>绘制避开区域</translation>
    </message>
    <message>
      <source>Pasted</source>
      <translation>粘贴的图层</translation>
    </message>
    <message>
      <source>Remove layer</source>
      <translation>删除图层</translation>
    </message>
    <message>
      <source>Select</source>
      <translation>选择</translation>
    </message>
    <message>
      <source>That layer is no longer there.</source>
      <translation>该图层已不存在。</translation>
    </message>
    <message>
      <source>The engine answered with pixels that the editor does not know.</source>
      <translation>引擎返回了编辑器无法识别的像素格式。</translation>
    </message>
    <message>
      <source>The picture was closed.</source>
      <translation>图片已关闭。</translation>
    </message>
    <message>
      <source>There is no layer to read from.</source>
      <translation>没有可读取的图层。</translation>
    </message>
    <message>
      <source>{} copy</source>
      <translation>{} 副本</translation>
    </message>
    <message>
      <source>Opening {}</source>
      <translation>正在打开 {}</translation>
    </message>
    <message>
      <source>Saving {}</source>
      <translation>正在保存 {}</translation>
    </message>
    <message>
      <source>Pictures are saved as {}.</source>
      <translation>图片可保存为 {}。</translation>
    </message>
  </context>
  <context>
    <name>EditorWindow</name>
    <message>
      <source>Ganvas</source>
      <translation>Ganvas</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>图层</translation>
    </message>
    <message>
      <source>The editor ended unexpectedly. Open what was not saved ({})?</source>
      <translation>编辑器意外退出。要打开未保存的图片吗（{}）？</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>Histogram</source>
      <translation>直方图</translation>
    </message>
  </context>
  <context>
    <name>Engine</name>
    <message>
      <source>The studio's engine does not know your token.</source>
      <translation>工作室的引擎不认识您的令牌。</translation>
    </message>
    <message>
      <source>What answers at {0} is no engine.</source>
      <translation>{0} 处应答的不是引擎。</translation>
    </message>
    <message>
      <source>The Python at '{0}' has no Ganvas engine; install it again.</source>
      <translation>“{0}”处的 Python 中没有 Ganvas 引擎;请重新安装。</translation>
    </message>
    <message>
      <source>The engine could not start; the log says why: {0}</source>
      <translation>引擎无法启动;原因见日志:{0}</translation>
    </message>
    <message>
      <source>The engine did not answer and was stopped; try again.</source>
      <translation>引擎没有响应,已被停止;请重试。</translation>
    </message>
    <message>
      <source>The engine did not start in time; the log says more: {0}</source>
      <translation>引擎未能及时启动;详见日志:{0}</translation>
    </message>
    <message>
      <source>The engine ended unexpectedly; try again. Its log: {0}</source>
      <translation>引擎意外退出;请重试。日志:{0}</translation>
    </message>
    <message>
      <source>The engine is not installed yet.</source>
      <translation>引擎尚未安装。</translation>
    </message>
    <message>
      <source>The engine is version {0} and does not fit this panel; update it.</source>
      <translation>引擎版本为 {0},与此面板不兼容;请更新。</translation>
    </message>
    <message>
      <source>There is no Python at '{0}'; install the engine or choose another.</source>
      <translation>“{0}”处没有 Python;请安装引擎或另选一个。</translation>
    </message>
  </context>
  <context>
    <name>EngineBar</name>
    <message>
      <source>Choose…</source>
      <translation>选择…</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>日志</translation>
    </message>
    <message>
      <source>The Python of the engine's environment</source>
      <translation>引擎环境的 Python</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>Example</name>
    <message>
      <source>Choose a picture to take the style from first.</source>
      <translation>请先选择一幅提供风格的图片。</translation>
    </message>
    <message>
      <source>Drop a picture here, or choose one below</source>
      <translation>将图片拖放到此处，或在下方选择</translation>
    </message>
    <message>
      <source>From a file…</source>
      <translation>来自文件…</translation>
    </message>
    <message>
      <source>From a layer</source>
      <translation>来自图层</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Style picture</source>
      <translation>风格图片</translation>
    </message>
    <message>
      <source>Take the style from</source>
      <translation>风格来自</translation>
    </message>
    <message>
      <source>There is no layer</source>
      <translation>没有图层</translation>
    </message>
    <message>
      <source>{} could not be read as a picture.</source>
      <translation>{} 无法作为图片读取。</translation>
    </message>
  </context>
  <context>
    <name>FillTab</name>
    <message>
      <source>Candidates</source>
      <translation>候选结果</translation>
    </message>
    <message>
      <source>Copies patches of the picture; no network is used</source>
      <translation>复制图片中的图块;不使用神经网络</translation>
    </message>
    <message>
      <source>Extended</source>
      <translation>已扩展</translation>
    </message>
    <message>
      <source>Fill</source>
      <translation>填充</translation>
    </message>
    <message>
      <source>Fill the selection</source>
      <translation>填充选区</translation>
    </message>
    <message>
      <source>Find what the picture shows, to fill it or all around it</source>
      <translation>找出图片中的主体，以便填充它或其周围</translation>
    </message>
    <message>
      <source>Look at</source>
      <translation>参照</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>质量</translation>
    </message>
    <message>
      <source>Say by how many pixels to extend at least one side.</source>
      <translation>请至少为一边指定要扩展的像素数。</translation>
    </message>
    <message>
      <source>Select the subject</source>
      <translation>选择主体</translation>
    </message>
    <message>
      <source>Select what is to be filled first.</source>
      <translation>请先选择要填充的区域。</translation>
    </message>
    <message>
      <source>The picture itself</source>
      <translation>图片自身</translation>
    </message>
    <message>
      <source>all that is visible</source>
      <translation>所有可见内容</translation>
    </message>
    <message>
      <source>best</source>
      <translation>最佳</translation>
    </message>
    <message>
      <source>fast</source>
      <translation>快速</translation>
    </message>
    <message>
      <source>good</source>
      <translation>良好</translation>
    </message>
    <message>
      <source>the active layer</source>
      <translation>当前图层</translation>
    </message>
  </context>
  <context>
    <name>Gallery</name>
    <message>
      <source>Choose a style first.</source>
      <translation>请先选择一种风格。</translation>
    </message>
    <message>
      <source>Get this style first, or choose another.</source>
      <translation>请先获取此风格，或选择其他风格。</translation>
    </message>
    <message>
      <source>Styles</source>
      <translation>风格</translation>
    </message>
    <message>
      <source>The styles appear as soon as the engine runs</source>
      <translation>引擎启动后将显示各种风格</translation>
    </message>
  </context>
  <context>
    <name>GanvasActions</name>
    <message>
      <source>Ganvas: fill the selection</source>
      <translation>Ganvas:填充选区</translation>
    </message>
    <message>
      <source>Ganvas: generate into a layer</source>
      <translation>Ganvas:生成到图层</translation>
    </message>
    <message>
      <source>Ganvas: restyle</source>
      <translation>Ganvas:转换风格</translation>
    </message>
  </context>
  <context>
    <name>GenerateTab</name>
    <message>
      <source>0 gives the most typical picture, 1 all the variety that was trained</source>
      <translation>0 生成最典型的图片，1 呈现训练所得的全部多样性</translation>
    </message>
    <message>
      <source>Enlarge with</source>
      <translation>放大方式</translation>
    </message>
    <message>
      <source>Generate</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Generate into a layer</source>
      <translation>生成到图层</translation>
    </message>
    <message>
      <source>Generated</source>
      <translation>生成的图片</translation>
    </message>
    <message>
      <source>Into a selection</source>
      <translation>放入选区时</translation>
    </message>
    <message>
      <source>Larger selections are filled smoothly, without new detail</source>
      <translation>较大的选区会被平滑放大，不增加新的细节</translation>
    </message>
    <message>
      <source>Portrait</source>
      <translation>肖像</translation>
    </message>
    <message>
      <source>Painted portrait</source>
      <translation>绘画肖像</translation>
    </message>
    <message>
      <source>The best of 64 small faces, enlarged by a second network</source>
      <translation>从 64 张小脸中选出最好的一张，再由另一个网络放大</translation>
    </message>
    <message>
      <source>A portrait in a style: what a small face lacks becomes brushwork</source>
      <translation>某种风格的肖像：小脸缺少的细节变成笔触</translation>
    </message>
    <message>
      <source>Painted in</source>
      <translation>绘画风格</translation>
    </message>
    <message>
      <source>Moves the parts of a landscape about; no network is used</source>
      <translation>移动风景中的各个部分；不使用网络</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>The active layer, varied</source>
      <translation>当前图层的变体</translation>
    </message>
    <message>
      <source>Truncation</source>
      <translation>截断</translation>
    </message>
    <message>
      <source>Variation</source>
      <translation>变体</translation>
    </message>
    <message>
      <source>as it is</source>
      <translation>保持原样</translation>
    </message>
    <message>
      <source>matched to the picture</source>
      <translation>与图片匹配</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>with a soft edge</source>
      <translation>边缘柔和</translation>
    </message>
  </context>
  <context>
    <name>Guide</name>
    <message>
      <source>Choose a result</source>
      <translation>选择结果</translation>
    </message>
    <message>
      <source>Ctrl+Right and Ctrl+Left show the next and the previous one on the canvas, Ctrl+Enter applies it, Ctrl+R makes another. Ctrl+B compares with the picture as it was, Ctrl+D shows what has changed.</source>
      <translation>Ctrl+→ 和 Ctrl+← 在画布上显示下一个和上一个结果，Ctrl+Enter 应用，Ctrl+R 再生成一个。Ctrl+B 与原图比较，Ctrl+D 显示改动之处。</translation>
    </message>
    <message>
      <source>Ctrl+S saves; OpenRaster (.ora) keeps layers and how they were made, other files are flat copies. What is not saved is kept once a minute, and offered again should the editor end unexpectedly.</source>
      <translation>Ctrl+S 保存；OpenRaster（.ora）保留图层及其制作方式，其他格式是合并后的副本。未保存的内容每分钟备份一次，编辑器意外退出后可以恢复。</translation>
    </message>
    <message>
      <source>Fill, restyle and generate on the open canvas. Pictures never leave this computer.</source>
      <translation>在打开的画布上填充、改变风格和生成。图片绝不会离开这台电脑。</translation>
    </message>
    <message>
      <source>Ganvas – guide</source>
      <translation>Ganvas – 指南</translation>
    </message>
    <message>
      <source>Guide</source>
      <translation>指南</translation>
    </message>
    <message>
      <source>Keep your work</source>
      <translation>保存作品</translation>
    </message>
    <message>
      <source>Remove something</source>
      <translation>去除物体</translation>
    </message>
    <message>
      <source>Restyle, generate, edit</source>
      <translation>改变风格、生成、编辑</translation>
    </message>
    <message>
      <source>Select</source>
      <translation>选择</translation>
    </message>
    <message>
      <source>Select it – rectangle, lasso, brush or wand – and press “Fill the selection” (Shift+F5). What a fill is not to copy from is painted with the tool Avoid.</source>
      <translation>用矩形、套索、画笔或魔棒选中它，然后按“填充选区”（Shift+F5）。用“避开”工具涂出填充时不应取样的区域。</translation>
    </message>
    <message>
      <source>Shift adds to a selection, Ctrl or Alt takes away from it. The menu Select grows, shrinks, softens and inverts it. Ctrl+2 shows it as large as possible.</source>
      <translation>Shift 添加到选区，Ctrl 或 Alt 从选区减去。“选择”菜单可扩大、缩小、羽化和反选。Ctrl+2 尽可能大地显示选区。</translation>
    </message>
    <message>
      <source>The tabs of the panel do the rest: a style for the layer or the selection, new pictures into the selection, sliders that change a generated picture, a picture cleaned or enlarged.</source>
      <translation>其余由面板的各标签页完成：为图层或选区换风格，在选区中生成新图片，用滑块改变生成的图片，修复或放大图片。</translation>
    </message>
  </context>
  <context>
    <name>History</name>
    <message>
      <source>Double click to use these settings again</source>
      <translation>双击以再次使用这些设置</translation>
    </message>
    <message>
      <source>History</source>
      <translation>历史</translation>
    </message>
    <message>
      <source>What you make is listed here with its settings</source>
      <translation>生成过的结果及其设置列于此处</translation>
    </message>
  </context>
  <context>
    <name>InstallBar</name>
    <message>
      <source>Choose…</source>
      <translation>选择…</translation>
    </message>
    <message>
      <source>If the engine is damaged, install it anew.</source>
      <translation>如果引擎已损坏，请重新安装。</translation>
    </message>
    <message>
      <source>Install</source>
      <translation>安装</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>日志</translation>
    </message>
    <message>
      <source>Progress of the installation</source>
      <translation>安装进度</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>The Python of the engine's environment</source>
      <translation>引擎环境中的 Python</translation>
    </message>
    <message>
      <source>The engine</source>
      <translation>引擎</translation>
    </message>
    <message>
      <source>The engine, which does the work on this computer, is not installed yet. It takes {0} GB and a connection; your pictures never leave this computer.</source>
      <translation>在本机上完成工作的引擎尚未安装。安装需要 {0} GB 空间和网络连接；您的图像绝不会离开本机。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>Use an engine that is installed elsewhere</source>
      <translation>使用安装在别处的引擎</translation>
    </message>
  </context>
  <context>
    <name>Installation</name>
    <message>
      <source>Asking for {0}</source>
      <translation>正在查询 {0}</translation>
    </message>
    <message>
      <source>Asking the package index</source>
      <translation>正在查询软件包索引</translation>
    </message>
    <message>
      <source>Cleaning up</source>
      <translation>正在清理</translation>
    </message>
    <message>
      <source>Downloading {0}</source>
      <translation>正在下载 {0}</translation>
    </message>
    <message>
      <source>Looking for Python</source>
      <translation>正在查找 Python</translation>
    </message>
    <message>
      <source>Making an environment</source>
      <translation>正在创建环境</translation>
    </message>
    <message>
      <source>No Python {0} or newer with venv was found; install one (python.org, or python3-venv on Debian and Ubuntu) and try again.</source>
      <translation>未找到带有 venv 的 Python {0} 或更新版本；请安装后重试（python.org，或 Debian 和 Ubuntu 上的 python3-venv）。</translation>
    </message>
    <message>
      <source>Python could not make an environment.</source>
      <translation>Python 无法创建环境。</translation>
    </message>
    <message>
      <source>The engine is being installed by another program; wait for it.</source>
      <translation>另一个程序正在安装引擎；请等待其完成。</translation>
    </message>
    <message>
      <source>The engine needs {0} GB of space in {1}; {2} GB are free.</source>
      <translation>引擎需要在 {1} 中占用 {0} GB 空间；目前可用 {2} GB。</translation>
    </message>
    <message>
      <source>The engine was installed but does not start.</source>
      <translation>引擎已安装，但无法启动。</translation>
    </message>
    <message>
      <source>The folder {0} cannot be written.</source>
      <translation>无法写入文件夹 {0}。</translation>
    </message>
    <message>
      <source>The packages could not be installed.</source>
      <translation>无法安装软件包。</translation>
    </message>
    <message>
      <source>Trying the engine</source>
      <translation>正在试运行引擎</translation>
    </message>
    <message>
      <source>Unpacking what was downloaded</source>
      <translation>正在解压已下载的内容</translation>
    </message>
    <message>
      <source>Updating pip</source>
      <translation>正在更新 pip</translation>
    </message>
  </context>
  <context>
    <name>Job</name>
    <message>
      <source>The engine is full; again in {0} s</source>
      <translation>引擎已满；{0} 秒后重试</translation>
    </message>
    <message>
      <source>Starting the engine</source>
      <translation>正在启动引擎</translation>
    </message>
  </context>
  <context>
    <name>JobRow</name>
    <message>
      <source>Progress</source>
      <translation>进度</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stop the job (Esc)</source>
      <translation>停止任务（Esc）</translation>
    </message>
    <message>
      <source>Working …</source>
      <translation>正在处理…</translation>
    </message>
  </context>
  <context>
    <name>Krita</name>
    <message>
      <source>Choose a layer with pixels first.</source>
      <translation>请先选择一个含有像素的图层。</translation>
    </message>
    <message>
      <source>Krita could not convert the colours of this document.</source>
      <translation>Krita 无法转换此文档的颜色。</translation>
    </message>
    <message>
      <source>Krita did not take the new layer.</source>
      <translation>Krita 没有接受新图层。</translation>
    </message>
    <message>
      <source>That layer is empty.</source>
      <translation>该图层是空的。</translation>
    </message>
    <message>
      <source>That layer is no longer there.</source>
      <translation>该图层已不存在。</translation>
    </message>
    <message>
      <source>The colour depth of the picture was changed meanwhile.</source>
      <translation>图片的颜色深度在此期间被更改。</translation>
    </message>
    <message>
      <source>The group is locked; unlock it or choose another layer.</source>
      <translation>该组已锁定;请解锁或选择其他图层。</translation>
    </message>
    <message>
      <source>The layer that was chosen before is gone; the result lies above the others.</source>
      <translation>先前选择的图层已不存在；结果位于其他图层之上。</translation>
    </message>
    <message>
      <source>The picture was closed.</source>
      <translation>图片已关闭。</translation>
    </message>
  </context>
  <context>
    <name>LayersDock</name>
    <message>
      <source>Change opacity</source>
      <translation>更改不透明度</translation>
    </message>
    <message>
      <source>Duplicate layer</source>
      <translation>复制图层</translation>
    </message>
    <message>
      <source>Hide layer</source>
      <translation>隐藏图层</translation>
    </message>
    <message>
      <source>In group “{}”</source>
      <translation>位于组“{}”中</translation>
    </message>
    <message>
      <source>Layer opacity</source>
      <translation>图层不透明度</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>图层</translation>
    </message>
    <message>
      <source>Lock layer</source>
      <translation>锁定图层</translation>
    </message>
    <message>
      <source>Move down</source>
      <translation>下移</translation>
    </message>
    <message>
      <source>Move layer</source>
      <translation>移动图层</translation>
    </message>
    <message>
      <source>Move up</source>
      <translation>上移</translation>
    </message>
    <message>
      <source>Opacity</source>
      <translation>不透明度</translation>
    </message>
    <message>
      <source>Remove layer</source>
      <translation>删除图层</translation>
    </message>
    <message>
      <source>Rename layer</source>
      <translation>重命名图层</translation>
    </message>
    <message>
      <source>Show layer</source>
      <translation>显示图层</translation>
    </message>
    <message>
      <source>Unlock layer</source>
      <translation>解锁图层</translation>
    </message>
  </context>
  <context>
    <name>Margins</name>
    <message>
      <source>Beyond the border</source>
      <translation>向外扩展</translation>
    </message>
    <message>
      <source>Bottom</source>
      <translation>下</translation>
    </message>
    <message>
      <source>Continue the whole picture by so many pixels on each side</source>
      <translation>将整张图片向各边延续指定的像素数</translation>
    </message>
    <message>
      <source>Extend into a new picture</source>
      <translation>扩展为新图片</translation>
    </message>
    <message>
      <source>Left</source>
      <translation>左</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>右</translation>
    </message>
    <message>
      <source>Top</source>
      <translation>上</translation>
    </message>
  </context>
  <context>
    <name>MenuBar</name>
    <message>
      <source>&amp;About Ganvas</source>
      <translation>关于 Ganvas(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Actual pixels</source>
      <translation>实际像素(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;All</source>
      <translation>全部(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Apply what is chosen</source>
      <translation>应用所选结果(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Close</source>
      <translation>关闭(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation>复制(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Difference</source>
      <translation>差异(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Discard the results</source>
      <translation>丢弃结果(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>编辑(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;Export as…</source>
      <translation>导出为(&amp;E)…</translation>
    </message>
    <message>
      <source>&amp;Feather…</source>
      <translation>羽化(&amp;F)…</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>文件(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Fill the selection</source>
      <translation>填充选区(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Generate into a layer</source>
      <translation>生成到图层(&amp;G)</translation>
    </message>
    <message>
      <source>&amp;Grow…</source>
      <translation>扩大(&amp;G)…</translation>
    </message>
    <message>
      <source>&amp;Guide</source>
      <translation>指南(&amp;G)</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>帮助(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Invert</source>
      <translation>反选(&amp;I)</translation>
    </message>
    <message>
      <source>&amp;New…</source>
      <translation>新建(&amp;N)…</translation>
    </message>
    <message>
      <source>&amp;Next result</source>
      <translation>下一个结果(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Nothing</source>
      <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Open…</source>
      <translation>打开(&amp;O)…</translation>
    </message>
    <message>
      <source>&amp;Paste as new layer</source>
      <translation>粘贴为新图层(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Previous result</source>
      <translation>上一个结果(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>退出(&amp;Q)</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>重做(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Restyle</source>
      <translation>变换风格(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Save</source>
      <translation>保存(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Select</source>
      <translation>选择(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Selection</source>
      <translation>选区(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Shrink…</source>
      <translation>缩小(&amp;S)…</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>撤销(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>视图(&amp;V)</translation>
    </message>
    <message>
      <source>&amp;Whole picture</source>
      <translation>整幅图片(&amp;W)</translation>
    </message>
    <message>
      <source>A&amp;void nothing</source>
      <translation>不避开任何区域(&amp;V)</translation>
    </message>
    <message>
      <source>Again with another &amp;seed</source>
      <translation>换种子再来一次(&amp;S)</translation>
    </message>
    <message>
      <source>C&amp;rop to the selection</source>
      <translation>裁剪到选区(&amp;R)</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
      <source>Zoom &amp;in</source>
      <translation>放大(&amp;I)</translation>
    </message>
    <message>
      <source>Zoom &amp;out</source>
      <translation>缩小(&amp;O)</translation>
    </message>
    <message>
      <source>By a &amp;mask from a file…</source>
      <translation>用文件中的蒙版(&amp;M)…</translation>
    </message>
    <message>
      <source>By the active &amp;layer as mask…</source>
      <translation>以当前图层为蒙版(&amp;L)…</translation>
    </message>
  </context>
  <context>
    <name>Message</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Close the message</source>
      <translation>关闭消息</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>消息</translation>
    </message>
  </context>
  <context>
    <name>Mixing</name>
    <message>
      <source>From layer</source>
      <translation>起始层</translation>
    </message>
    <message>
      <source>Mix</source>
      <translation>混合</translation>
    </message>
    <message>
      <source>Second seed</source>
      <translation>第二个种子</translation>
    </message>
    <message>
      <source>The first layers decide on pose and shape, the last ones on colours</source>
      <translation>前面的层决定姿态和形状，后面的层决定颜色</translation>
    </message>
    <message>
      <source>a second seed in</source>
      <translation>混入第二个种子</translation>
    </message>
    <message>
      <source>nothing in</source>
      <translation>不混合</translation>
    </message>
  </context>
  <context>
    <name>ModelCard</name>
    <message>
      <source>About this model</source>
      <translation>关于此模型</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>下载</translation>
    </message>
    <message>
      <source>Get this model</source>
      <translation>获取此模型</translation>
    </message>
    <message>
      <source>Get this model ({})</source>
      <translation>获取此模型（{}）</translation>
    </message>
    <message>
      <source>Licence: {}</source>
      <translation>许可证：{}</translation>
    </message>
    <message>
      <source>Limits: {}</source>
      <translation>局限：{}</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>What has arrived is kept, and continued next time</source>
      <translation>已下载的部分会保留，下次继续</translation>
    </message>
  </context>
  <context>
    <name>ModelPicker</name>
    <message>
      <source>Get this model first, or choose another.</source>
      <translation>请先获取此模型,或另选一个。</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>{} – to get</source>
      <translation>{}（待获取）</translation>
    </message>
  </context>
  <context>
    <name>Moves</name>
    <message>
      <source>All back to zero</source>
      <translation>全部归零</translation>
    </message>
    <message>
      <source>Direction {}</source>
      <translation>方向 {}</translation>
    </message>
    <message>
      <source>Drift</source>
      <translation>中部左右</translation>
    </message>
    <message>
      <source>Gather</source>
      <translation>聚拢</translation>
    </message>
    <message>
      <source>Higher</source>
      <translation>升高</translation>
    </message>
    <message>
      <source>Hill</source>
      <translation>隆起</translation>
    </message>
    <message>
      <source>Sideways</source>
      <translation>左右</translation>
    </message>
    <message>
      <source>Slope</source>
      <translation>坡度</translation>
    </message>
    <message>
      <source>Taller</source>
      <translation>变高</translation>
    </message>
    <message>
      <source>The sliders appear as soon as the model is read.</source>
      <translation>读取模型后即显示滑块。</translation>
    </message>
    <message>
      <source>Wider</source>
      <translation>变宽</translation>
    </message>
  </context>
  <context>
    <name>NewDialog</name>
    <message>
      <source>Height</source>
      <translation>高度</translation>
    </message>
    <message>
      <source>New picture</source>
      <translation>新建图片</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>宽度</translation>
    </message>
  </context>
  <context>
    <name>Panel</name>
    <message>
      <source>Active layer: {}</source>
      <translation>当前图层：{}</translation>
    </message>
    <message>
      <source>Install the engine first, or choose one that is there.</source>
      <translation>请先安装引擎，或选择已有的引擎。</translation>
    </message>
    <message>
      <source>It is not known how the active layer was made.</source>
      <translation>不清楚当前图层是如何生成的。</translation>
    </message>
    <message>
      <source>Starting the engine …</source>
      <translation>正在启动引擎…</translation>
    </message>
    <message>
      <source>The picture was closed, and its job stopped.</source>
      <translation>图片已关闭，其任务已停止。</translation>
    </message>
    <message>
      <source>The style “{}” is in the gallery now.</source>
      <translation>风格“{}”已在图库中。</translation>
    </message>
  </context>
  <context>
    <name>Preview</name>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>Results are shown here</source>
      <translation>结果显示在此处</translation>
    </message>
  </context>
  <context>
    <name>RecentMenu</name>
    <message>
      <source>Open &amp;recent</source>
      <translation>最近打开的文件(&amp;R)</translation>
    </message>
    <message>
      <source>There is none yet</source>
      <translation>暂无</translation>
    </message>
  </context>
  <context>
    <name>RestoreTab</name>
    <message>
      <source>Undo fading</source>
      <translation>消除褪色</translation>
    </message>
    <message>
      <source>Contrast and neutral greys that dyes and paper have lost</source>
      <translation>恢复染料和纸张失去的对比度与中性灰</translation>
    </message>
    <message>
      <source>Sensitivity</source>
      <translation>灵敏度</translation>
    </message>
    <message>
      <source>0 finds damage beyond doubt, 1 whatever might be some</source>
      <translation>0 只找出确定的损伤，1 找出一切可疑之处</translation>
    </message>
    <message>
      <source>Select the damage</source>
      <translation>选择损伤</translation>
    </message>
    <message>
      <source>Find scratches, dust, folds and stains, to correct the selection and fill it</source>
      <translation>找出划痕、灰尘、折痕和污渍，以便修正选区并填充</translation>
    </message>
    <message>
      <source>Looks for JPEG, grain and blur, and takes the networks for them.</source>
      <translation>检查 JPEG 压缩、颗粒和模糊，并选用相应的网络。</translation>
    </message>
    <message>
      <source>what the picture needs</source>
      <translation>图片所需</translation>
    </message>
    <message>
      <source>Enlarge into a new picture</source>
      <translation>放大为新图片</translation>
    </message>
    <message>
      <source>Enlarged</source>
      <translation>放大结果</translation>
    </message>
    <message>
      <source>Look at</source>
      <translation>参照</translation>
    </message>
    <message>
      <source>Looks for JPEG, grain and blur, and takes the networks for them.</source>
      <translation>检查 JPEG 痕迹、颗粒和模糊，并使用相应的网络。</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>修复</translation>
    </message>
    <message>
      <source>Restore into a layer</source>
      <translation>修复到新图层</translation>
    </message>
    <message>
      <source>Restored</source>
      <translation>修复结果</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>强度</translation>
    </message>
    <message>
      <source>What to do</source>
      <translation>要做什么</translation>
    </message>
    <message>
      <source>all that is visible</source>
      <translation>所有可见内容</translation>
    </message>
    <message>
      <source>enlarge 2×</source>
      <translation>放大 2 倍</translation>
    </message>
    <message>
      <source>enlarge 4×</source>
      <translation>放大 4 倍</translation>
    </message>
    <message>
      <source>remove grain and blur</source>
      <translation>去除噪点与模糊</translation>
    </message>
    <message>
      <source>the active layer</source>
      <translation>当前图层</translation>
    </message>
    <message>
      <source>what the picture needs</source>
      <translation>图片所需</translation>
    </message>
  </context>
  <context>
    <name>Results</name>
    <message>
      <source>Again</source>
      <translation>再来一次</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>应用</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>放弃</translation>
    </message>
    <message>
      <source>Forget the results; the picture stays as it is</source>
      <translation>丢弃这些结果，图片保持不变</translation>
    </message>
    <message>
      <source>From the layer</source>
      <translation>从图层获取</translation>
    </message>
    <message>
      <source>History</source>
      <translation>历史</translation>
    </message>
    <message>
      <source>Put all of this job into a group, one of them visible</source>
      <translation>把本次全部结果放入一个组,只显示其中一个</translation>
    </message>
    <message>
      <source>Put what is chosen into a new layer</source>
      <translation>把所选结果放入新图层</translation>
    </message>
    <message>
      <source>Results</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Set the tab to what made the active layer</source>
      <translation>将标签页设为生成当前图层时的设置</translation>
    </message>
    <message>
      <source>Set the tab to what made this result</source>
      <translation>将选项卡恢复为生成此结果时的设置</translation>
    </message>
    <message>
      <source>The same with another seed</source>
      <translation>换一个种子再做一次</translation>
    </message>
    <message>
      <source>Use these settings</source>
      <translation>使用这些设置</translation>
    </message>
  </context>
  <context>
    <name>Runner</name>
    <message>
      <source>Nothing was found that stands out.</source>
      <translation>未找到突出的主体。</translation>
    </message>
    <message>
      <source>Seen: {}</source>
      <translation>检测到：{}</translation>
    </message>
    <message>
      <source>Stopped.</source>
      <translation>已停止。</translation>
    </message>
  </context>
  <context>
    <name>SeedRow</name>
    <message>
      <source>Another seed</source>
      <translation>换一个种子</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>种子</translation>
    </message>
    <message>
      <source>The same seed and settings give the same picture again</source>
      <translation>相同的种子和设置会生成相同的图片</translation>
    </message>
  </context>
  <context>
    <name>StudioButton</name>
    <message>
      <source>The engine at {0} is far: it needs {1} s to answer.</source>
      <translation>位于 {0} 的引擎较远：应答需要 {1} 秒。</translation>
    </message>
    <message>
      <source>The work is done at {0}</source>
      <translation>在 {0} 处理</translation>
    </message>
    <message>
      <source>The work is done on this computer</source>
      <translation>在本机处理</translation>
    </message>
    <message>
      <source>The work is to be done at {0}</source>
      <translation>将在 {0} 处理</translation>
    </message>
    <message>
      <source>Where the work is done</source>
      <translation>在哪里处理</translation>
    </message>
  </context>
  <context>
    <name>StudioDialog</name>
    <message>
      <source>&amp;Address</source>
      <translation>地址(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Certificate</source>
      <translation>证书(&amp;C)</translation>
    </message>
    <message>
      <source>By a &amp;studio's engine</source>
      <translation>由工作室的引擎(&amp;S)</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>选择…</translation>
    </message>
    <message>
      <source>Enter the address of the studio's engine.</source>
      <translation>请输入工作室引擎的地址。</translation>
    </message>
    <message>
      <source>On &amp;this computer</source>
      <translation>在本机(&amp;T)</translation>
    </message>
    <message>
      <source>Only where the studio made its own</source>
      <translation>仅在工作室自制证书时需要</translation>
    </message>
    <message>
      <source>T&amp;oken</source>
      <translation>令牌(&amp;O)</translation>
    </message>
    <message>
      <source>The certificate of the studio's engine</source>
      <translation>工作室引擎的证书</translation>
    </message>
    <message>
      <source>What you work on is sent there. This program keeps the token.</source>
      <translation>您处理的内容会发送到那里。令牌由本程序保存。</translation>
    </message>
    <message>
      <source>Where the work is done</source>
      <translation>在哪里处理</translation>
    </message>
  </context>
  <context>
    <name>StyleTab</name>
    <message>
      <source>A model of its own, better than an example; takes minutes</source>
      <translation>训练专属模型，效果优于参考图；需要几分钟</translation>
    </message>
    <message>
      <source>How is it to be called?</source>
      <translation>如何命名？</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Learn this style</source>
      <translation>学习此风格</translation>
    </message>
    <message>
      <source>Learn this style…</source>
      <translation>学习此风格…</translation>
    </message>
    <message>
      <source>Restyle</source>
      <translation>转换风格</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>强度</translation>
    </message>
    <message>
      <source>Strokes</source>
      <translation>笔触</translation>
    </message>
    <message>
      <source>Style</source>
      <translation>风格</translation>
    </message>
    <message>
      <source>Style by example</source>
      <translation>按示例转换风格</translation>
    </message>
    <message>
      <source>all that is visible</source>
      <translation>所有可见内容</translation>
    </message>
    <message>
      <source>broad</source>
      <translation>粗</translation>
    </message>
    <message>
      <source>fine</source>
      <translation>细</translation>
    </message>
    <message>
      <source>fit the picture</source>
      <translation>适应图片</translation>
    </message>
    <message>
      <source>from the gallery</source>
      <translation>来自风格库</translation>
    </message>
    <message>
      <source>like a picture</source>
      <translation>模仿一幅图片</translation>
    </message>
    <message>
      <source>medium</source>
      <translation>中</translation>
    </message>
    <message>
      <source>nothing of the picture</source>
      <translation>不保留</translation>
    </message>
    <message>
      <source>the active layer</source>
      <translation>当前图层</translation>
    </message>
    <message>
      <source>the picture's colours</source>
      <translation>原图的颜色</translation>
    </message>
    <message>
      <source>the picture's light and shade</source>
      <translation>原图的光影</translation>
    </message>
    <message>
      <source>the picture's texture</source>
      <translation>原图的纹理</translation>
    </message>
    <message>
      <source>very broad</source>
      <translation>很粗</translation>
    </message>
  </context>
  <context>
    <name>Tab</name>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>Open a picture first.</source>
      <translation>请先打开一幅图片。</translation>
    </message>
  </context>
  <context>
    <name>ToolBar</name>
    <message>
      <source>Add (Shift)</source>
      <translation>添加 (Shift)</translation>
    </message>
    <message>
      <source>All over</source>
      <translation>全图</translation>
    </message>
    <message>
      <source>Avoid</source>
      <translation>避开</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>画笔</translation>
    </message>
    <message>
      <source>Brush size</source>
      <translation>画笔大小</translation>
    </message>
    <message>
      <source>How a shape changes the selection</source>
      <translation>形状如何改变选区</translation>
    </message>
    <message>
      <source>How far a colour may be away, of 255</source>
      <translation>颜色可相差多少（最大 255）</translation>
    </message>
    <message>
      <source>Lasso</source>
      <translation>套索</translation>
    </message>
    <message>
      <source>Move</source>
      <translation>移动</translation>
    </message>
    <message>
      <source>New selection</source>
      <translation>新选区</translation>
    </message>
    <message>
      <source>Paint over what a fill is not to copy from</source>
      <translation>涂出填充时不应取样的区域</translation>
    </message>
    <message>
      <source>Rectangle</source>
      <translation>矩形</translation>
    </message>
    <message>
      <source>Select what looks alike around a point</source>
      <translation>选择某点周围相似的像素</translation>
    </message>
    <message>
      <source>Subtract (Ctrl)</source>
      <translation>减去（Ctrl）</translation>
    </message>
    <message>
      <source>Tolerance</source>
      <translation>容差</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>工具</translation>
    </message>
    <message>
      <source>Wand</source>
      <translation>魔棒</translation>
    </message>
    <message>
      <source>Wherever the colour is, not only around the point</source>
      <translation>全图中的相似颜色，而不仅是该点周围</translation>
    </message>
  </context>
  <context>
    <name>TrainingPage</name>
    <message>
      <source>Choose the folder that “ganvas train … --out FOLDER” writes to.</source>
      <translation>选择“ganvas train … --out 文件夹”写入的文件夹。</translation>
    </message>
    <message>
      <source>Folder of a run</source>
      <translation>训练文件夹</translation>
    </message>
    <message>
      <source>Folder of a run…</source>
      <translation>训练文件夹…</translation>
    </message>
    <message>
      <source>Newest samples</source>
      <translation>最新样本</translation>
    </message>
    <message>
      <source>Step {}</source>
      <translation>第 {} 步</translation>
    </message>
    <message>
      <source>The network could not be imported.</source>
      <translation>无法导入该网络。</translation>
    </message>
    <message>
      <source>The network is in the panel's lists now.</source>
      <translation>该网络已列入面板。</translation>
    </message>
    <message>
      <source>There is a network of this name already. Put this one in its place?</source>
      <translation>已有同名的网络。要用此网络替换它吗？</translation>
    </message>
    <message>
      <source>There is no run in this folder yet.</source>
      <translation>此文件夹中还没有训练。</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Use its network in the panel</source>
      <translation>在面板中使用其网络</translation>
    </message>
  </context>
  <context>
    <name>View</name>
    <message>
      <source>After</source>
      <translation>之后</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>之前</translation>
    </message>
    <message>
      <source>Canvas</source>
      <translation>画布</translation>
    </message>
    <message>
      <source>Open a picture, or drop one here.</source>
      <translation>打开一幅图片,或将图片拖放到此处。</translation>
    </message>
  </context>
  <context>
    <name>FileProcess</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>已取消。</translation>
    </message>
    <message>
      <source>Pictures are opened and saved by the engine, and there is none at {}.</source>
      <translation>图片由引擎打开和保存，但 {} 处没有引擎。</translation>
    </message>
    <message>
      <source>The part of Ganvas that reads and writes files ended ({}).</source>
      <translation>Ganvas 读写文件的部分已意外结束（{}）。</translation>
    </message>
  </context>
  <context>
    <name>MaskDialog</name>
    <message>
      <source>Select by a mask</source>
      <translation>用蒙版选择</translation>
    </message>
    <message>
      <source>find out</source>
      <translation>自动判断</translation>
    </message>
    <message>
      <source>brightness</source>
      <translation>亮度</translation>
    </message>
    <message>
      <source>opacity</source>
      <translation>不透明度</translation>
    </message>
    <message>
      <source>what is erased</source>
      <translation>被擦除的部分</translation>
    </message>
    <message>
      <source>What of the mask counts</source>
      <translation>蒙版的哪一部分有效</translation>
    </message>
    <message>
      <source>Inverted: black is selected</source>
      <translation>反相：选择黑色</translation>
    </message>
    <message>
      <source>Mask</source>
      <translation>蒙版</translation>
    </message>
    <message>
      <source>It says by its</source>
      <translation>依据</translation>
    </message>
    <message>
      <source>Reading the mask</source>
      <translation>正在读取蒙版</translation>
    </message>
    <message>
      <source>“Inverted”</source>
      <translation>“反相”</translation>
    </message>
  </context>
  <context>
    <name>Rulers</name>
    <message>
      <source>&amp;Rulers</source>
      <translation>标尺(&amp;R)</translation>
    </message>
    <message>
      <source>Rulers in &amp;millimetres</source>
      <translation>标尺以毫米为单位(&amp;M)</translation>
    </message>
  </context>
  <context>
    <name>Histogram</name>
    <message>
      <source>Histogram</source>
      <translation>直方图</translation>
    </message>
  </context>
  <context>
    <name>DragTab</name>
    <message>
      <source>Drag</source>
      <translation>拖动</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Truncation</source>
      <translation>截断</translation>
    </message>
    <message>
      <source>Move only what is near</source>
      <translation>只允许点附近的部分移动</translation>
    </message>
    <message>
      <source>Press on something in the picture and pull it to where it shall be.</source>
      <translation>在图片中按住某处，把它拖到应在的位置。</translation>
    </message>
    <message>
      <source>Drag into a layer</source>
      <translation>拖动结果放入图层</translation>
    </message>
    <message>
      <source>Drag something first.</source>
      <translation>请先拖动图片中的某处。</translation>
    </message>
    <message>
      <source>Dragged</source>
      <translation>拖动</translation>
    </message>
    <message>
      <source>Reset</source>
      <translation>重置</translation>
    </message>
    <message>
      <source>Back to the picture that the seed makes, without points</source>
      <translation>回到种子生成的图片，不带点</translation>
    </message>
  </context>
  <context>
    <name>DragPad</name>
    <message>
      <source>Picture to be dragged</source>
      <translation>要拖动的图片</translation>
    </message>
    <message>
      <source>The picture appears here</source>
      <translation>图片显示在这里</translation>
    </message>
  </context>
</TS>
