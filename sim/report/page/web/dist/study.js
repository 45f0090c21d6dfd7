/* SPDX-License-Identifier: MIT
*/
(()=>{})();
