/** Traditional characters that names of organizations and places have, each before its simplified one; a search finds either by either. */
const PAIRS = `
會会 協协 學学 團团 業业 務务 組组 織织 機机 構构 聯联 愛爱 養养 護护 兒儿 婦妇 殘残 廣广 場场 醫医 療疗 藥药 衛卫 診诊 復复 產产 農农 園园 區区 縣县 鄉乡 鎮镇 龍龙 鳳凤 慶庆 爾尔 薩萨 讓让 紅红 銀银
鐵铁 陽阳 陰阴 華华 國国 東东 馬马 鳥鸟 魚鱼 鶴鹤 濕湿 環环 綠绿 藝艺 術术 書书 畫画 樂乐 戲戏 劇剧 詩诗 詞词 體体 運运 動动 網网 電电 視视 聲声 設设 計计 劃划 諮咨 詢询 調调 議议 識识 講讲 課课 師师
導导 訓训 練练 習习 優优 質质 創创 實实 際际 經经 濟济 貿贸 財财 稅税 審审 賬账 幣币 買买 賣卖 購购 資资 貧贫 賑赈 災灾 難难 應应 緊紧 險险 憂忧 慮虑 殯殡 喪丧 親亲 結结 媽妈 爺爷 孫孙 鄰邻 裡里 樓楼
門门 開开 關关 問问 間间 聞闻 閱阅 隊队 陳陈 劉刘 張张 楊杨 趙赵 吳吴 鄭郑 馮冯 鄧邓 蕭萧 許许 謝谢 羅罗 蘇苏 葉叶 盧卢 龐庞 歐欧 閻阎 齊齐 萬万 億亿 個个 們们 為为 無无 與与 興兴 舊旧 舉举 譽誉 齡龄
點点 燈灯 爐炉 煙烟 熱热 燒烧 營营 勞劳 勵励 勸劝 勝胜 勢势 單单 雙双 變变 號号 歲岁 歷历 氣气 漢汉 滿满 鮮鲜 維维 圖图 館馆 飯饭 飲饮 溫温 燦灿 輝辉 達达 遠远 進进 選选 還还 邊边 連连 過过 適适 遷迁
遺遗 郵邮 車车 輪轮 輔辅 轉转 辦办 辭辞 範范 節节 簡简 籃篮 籌筹 糧粮 紀纪 約约 純纯 紙纸 級级 線线 細细 終终 給给 絡络 統统 綜综 縫缝 總总 績绩 繪绘 繼继 續续
`
const SIMPLIFIED = new Map(PAIRS.trim().split(/\s+/).map(([from, to]): [string, string] => [from!, to!]))

const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED.keys()].join('')}]`, 'gu')

/** The same text with its traditional characters simplified. */
export const simplified = (text: string): string => text.replace(TRADITIONAL, each => SIMPLIFIED.get(each) ?? each)
