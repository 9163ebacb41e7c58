/* Swagger UI on its page; nothing is asked of any other site, and the token that somebody tries it with is not kept. */
const place = document.getElementById('api-docs')

/* Swagger UI speaks English only: its words are replaced where they appear, and only where the whole text is one of them. */
const words = {
  'Authorize': '填入令牌', 'Available authorizations': '可用的凭证', 'Logout': '清除', 'Close': '关闭', 'Value:': '值：', 'Value': '值', 'Authorized': '已填入', 'Apply credentials': '使用凭证',
  'Servers': '服务地址', 'Filter by tag': '按分组筛选', 'Filter by tag or path': '按分组或地址筛选', 'Parameters': '参数', 'No parameters': '没有参数', 'Name': '名称', 'Description': '说明', 'Request body': '请求内容',
  'required': '必填', 'Responses': '应答', 'Response': '应答', 'Code': '状态码', 'Links': '链接', 'No links': '没有链接', 'Media type': '媒体类型', 'Controls': '决定', 'header.': '请求头。',
  'Example Value': '示例', 'Schema': '结构', 'Schemas': '数据结构', 'Try it out': '试用', 'Cancel': '取消', 'Execute': '发送', 'Clear': '清除', 'Reset': '重置',
  'Server response': '实际应答', 'Details': '详情', 'Response body': '应答内容', 'Response headers': '应答头', 'Request duration': '用时', 'Request URL': '请求地址', 'Download': '下载',
  'Loading...': '载入中……', 'Find out more': '更多', 'To be read and tried': '可以查阅和试用', 'Add string item': '添加一项', 'Add object item': '添加一项', 'Send empty value': '发送空值',
  'Expand all': '全部展开', 'Collapse all': '全部收起', 'array': '数组', 'object': '对象', 'string': '文本', 'integer': '整数', 'number': '数字', 'boolean': '是否', 'Edit Value': '编辑', 'Model': '结构',
}
function translate(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const said = words[text.data.trim()]
    if (said && !text.parentElement.closest('pre, code, textarea, .microlight')) text.data = said
  }
  for (const field of root.querySelectorAll('[placeholder]')) if (words[field.placeholder]) field.placeholder = words[field.placeholder]
}
if (document.documentElement.lang.startsWith('zh')) {
  new MutationObserver(() => translate(place)).observe(place, { childList: true, subtree: true, characterData: true })
}

SwaggerUIBundle({
  domNode: place, url: place.dataset.document, validatorUrl: null, persistAuthorization: false,
  docExpansion: 'list', defaultModelsExpandDepth: 0, filter: true, deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
})
